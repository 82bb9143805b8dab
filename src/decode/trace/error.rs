//! Why a trace could not be read further, and where.

use std::fmt;

use crate::decode::error::DecodeError;
use crate::decode::trace::problem::Problem;

/// Why reading stopped. What was read before stays good.
#[derive(Debug)]
pub enum TraceError {
    /// The file could not be read or unpacked.
    Input(DecodeError),
    /// The trace is damaged or breaks a rule of its format.
    Trace {
        /// What is wrong.
        problem: Problem,
        /// Where, in bytes of the unpacked data.
        offset: u64,
        /// The number of the generation in hand; 0 outside of any.
        generation: u64,
    },
}

impl TraceError {
    /// The offset at which reading stopped, if the fault has a place: in the unpacked data, but in the file where that could not
    /// be read or unpacked.
    pub fn offset(&self) -> Option<u64> {
        match self {
            Self::Input(error) => error.offset(),
            Self::Trace { offset, .. } => Some(*offset),
        }
    }

    /// Something wrong outside of any generation.
    #[cold]
    pub(super) fn at(problem: impl Into<Problem>, offset: u64) -> Self {
        Self::in_generation(problem, offset, 0)
    }

    /// Something wrong in a generation.
    #[cold]
    pub(super) fn in_generation(problem: impl Into<Problem>, offset: u64, generation: u64) -> Self {
        Self::Trace {
            problem: problem.into(),
            offset,
            generation,
        }
    }
}

impl fmt::Display for TraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Trace {
                problem,
                offset,
                generation,
            } => {
                write!(f, "{problem} · byte {offset}")?;
                if *generation > 0 {
                    write!(f, ", generation {generation}")?;
                }
                write!(f, " · {}", advice(*problem))
            }
        }
    }
}

/// What one can do.
fn advice(problem: Problem) -> &'static str {
    match problem {
        Problem::Header => "choose a file that runtime/trace wrote",
        Problem::UnknownVersion(_) => "open it with the go tool of that version",
        Problem::CutFile(_) | Problem::CutGeneration => {
            "stop the trace before the program ends, or save the file again"
        }
        Problem::UnknownBatch(_) => "see that nothing else is written to the file",
        Problem::Memory(_) => "close other files, or open the file where there is more memory",
        Problem::Order(_) | Problem::V1(_) => "record the trace again",
        _ => "save or record the trace again",
    }
}

impl std::error::Error for TraceError {}

impl From<DecodeError> for TraceError {
    fn from(error: DecodeError) -> Self {
        Self::Input(error)
    }
}

/// What was odd about a trace that could be read all the same.
#[derive(Debug)]
pub enum TraceWarning {
    /// The header has a newer version than any known; it was read as the newest known.
    NewerVersion(u32),
    /// Reading stopped here; it went on with a later generation, or not at all.
    Damage {
        /// What is wrong, and where.
        error: TraceError,
        /// Whether a later generation could be read.
        is_resumed: bool,
    },
    /// The trace has no names of functions, which are called by their addresses.
    AddressesAlone,
    /// What the AllocFree experiment says beside its events could not be read.
    Experiment(Problem, u64),
    /// So many stacks or strings are named that the file, of before Go 1.22, does not have.
    MissingNames(u64),
}

impl fmt::Display for TraceWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damage { error, is_resumed } => {
                let after = if *is_resumed {
                    "reading went on with the next generation"
                } else {
                    "what comes before is shown"
                };
                write!(f, "damaged trace: {error} · {after}")
            }
            Self::NewerVersion(version) => write!(
                f,
                "unknown trace version: go 1.{version} · read as go 1.26, the newest known · what is new in it may be missing"
            ),
            Self::Experiment(problem, offset) => write!(
                f,
                "damaged trace: {problem} · byte {offset} · names or sizes of objects may be missing: record the trace again"
            ),
            Self::AddressesAlone => write!(
                f,
                "missing names of functions: Go wrote them from 1.7 on · functions are shown by their addresses"
            ),
            Self::MissingNames(count) => write!(
                f,
                "missing stacks or names: {count} are not in the file · its end may be missing: save or download it again"
            ),
        }
    }
}
