//! A profile that is made of a part of the trace, for the page to open as a file of its own.

use crate::analyze::trace::profile::kind::ProfileKind;
use crate::analyze::trace::profile::scoped;
use crate::analyze::trace::scope::{Scope, Who};
use crate::encode::pprof;
use crate::engine::shown::tell;
use crate::engine::trace::OpenTrace;
use crate::engine::trace::times::length;
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::TaskRow;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::stack::FrameId;
use crate::protocol::reply::Reply;
use crate::protocol::trace::{ProfileWish, WishOf};

/// A file's name without what tells its kind.
pub(super) fn stem(name: &str) -> String {
    let endings = [".gz", ".trace", ".out"];
    endings
        .into_iter()
        .fold(name, |name, ending| name.strip_suffix(ending).unwrap_or(name))
        .to_owned()
}

impl Shown {
    /// Notes that a profile is wished; it is made when nothing more urgent is left.
    pub(in crate::engine) fn ask_profile(&mut self, wish: &[u8], outbox: &mut Vec<Outgoing>) -> Changed {
        match (ProfileWish::from_bytes(wish), &mut self.trace) {
            (Ok(wish), Some(open)) => open.wishes.push(wish),
            (Err(error), _) => tell(outbox, Reply::Said(format!("Not made: invalid wish: {error}."))),
            (Ok(_), None) => {}
        }
        Changed::Nothing
    }
}

impl OpenTrace {
    /// Makes the oldest profile that is wished; whether there was one.
    pub(super) fn tell_profile(&mut self, outbox: &mut Vec<Outgoing>) -> Result<bool, OutOfMemory> {
        if self.wishes.is_empty() {
            return Ok(false);
        }
        let wish = self.wishes.remove(0);
        match self.made(&wish)? {
            Ok(bytes) => {
                let name = self.profile_name(&wish);
                let said = format!("Opened {name}.");
                outbox.push(Outgoing {
                    reply: Reply::Unpacked(name),
                    bytes: Some(bytes),
                });
                tell(outbox, Reply::Said(said));
            }
            Err(reason) => tell(outbox, Reply::Said(format!("Not made: {reason}."))),
        }
        Ok(true)
    }

    /// The bytes of a profile, or why there is none.
    fn made(&self, wish: &ProfileWish) -> Result<Result<Vec<u8>, String>, OutOfMemory> {
        let trace = &self.trace;
        let Some(kind) = ProfileKind::named(&wish.kind) else {
            return Ok(Err(format!("unknown kind: {}", wish.kind)));
        };
        let Some(who) = who(trace, wish.of) else {
            return Ok(Err("unknown goroutines".to_owned()));
        };
        let window = wish.range.map(|[from, to]| (from.max(0), to.min(trace.end)));
        let mut profile = scoped::profile(trace, &kind, &Scope { window, who })?;
        if profile.samples.is_empty() {
            return Ok(Err("nothing of that was found".to_owned()));
        }
        let part = window.map_or(String::new(), |(from, to)| format!(", from {from} ns to {to} ns"));
        let of = name_of(trace, wish.of).map_or(String::new(), |name| format!(", only {name}"));
        let comment = format!("{} of {}{part}{of}", kind.words(), self.name);
        let comment = profile.strings.intern(comment.as_bytes())?;
        profile.comments.push(comment);
        let mut bytes = Vec::new();
        let written = pprof::write(&profile, &mut bytes);
        Ok(written.map(|()| bytes).map_err(|error| error.to_string()))
    }

    /// What a profile is called: `fibonacci.sync.main.worker.1ms-2ms.pb.gz`.
    fn profile_name(&self, wish: &ProfileWish) -> String {
        let mut words = vec![self.name.clone(), wish.kind.replace(['/', ':', ' '], "-")];
        words.extend(name_of(&self.trace, wish.of));
        words.extend(wish.range.map(|[from, to]| format!("{}-{}", length(from), length(to))));
        words.retain(|word| !word.is_empty());
        let name = words.join(".").replace(['/', ' '], "-");
        format!("{name}.pb.gz")
    }
}

/// Whose time is meant, if there is somebody.
fn who(trace: &Trace, of: WishOf) -> Option<Who> {
    let string = |row: u32| (row < trace.strings.len() as u32).then_some(StringId(row));
    match of {
        WishOf::All => Some(Who::All),
        WishOf::Group(row) => string(row).map(Who::Group),
        WishOf::Goroutine(row) => ((row as usize) < trace.goroutines.len()).then_some(Who::Goroutine(GoRow(row))),
        WishOf::Task(row) => ((row as usize) < trace.annotations.tasks.len()).then_some(Who::Task(TaskRow(row))),
        WishOf::Regions(row, frame) => string(row).map(|name| Who::Regions(name, frame.map(FrameId))),
    }
}

/// Whose time is meant, in a few words; none of all.
fn name_of(trace: &Trace, of: WishOf) -> Option<String> {
    let text = |id| trace.strings.text(id).into_owned();
    match who(trace, of)? {
        Who::All => None,
        Who::Group(root) => Some(symbol::readable(&text(root)).into_owned()),
        Who::Goroutine(row) => Some(format!("G{}", trace.goroutines.get(row).id.0)),
        Who::Task(row) => {
            let task = trace.annotations.tasks.get(row.row());
            Some(format!("task {} {}", task.id.0, text(task.name)))
        }
        Who::Regions(name, _) => Some(format!("region {}", text(name))),
    }
}
