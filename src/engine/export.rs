//! Taking away: what is shown of a document → a file for other programs, or commands for pprof.
//!
//! Made when nothing else is left to do, so that the table stands. Filters are in effect in all but the whole profile;
//! searching and order only in the tables.

mod account;
mod command;
mod drawing;
mod stacks;
mod table;

use crate::analyze::profile::combine;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::refine::refine;
use crate::analyze::profile::report::{self, Report};
use crate::encode::pprof;
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::profile::Profile;
use crate::protocol::export::{COMMAND, PICTURE};
use crate::protocol::reply::Reply;

/// The name for a file: those of the files it was made of, without what tells their kind; none for what is copied.
fn file_name(files: &[String], word: &str) -> String {
    if word == COMMAND {
        return String::new();
    }
    let stem = |file: &String| {
        let endings = [".gz", ".pb", ".pprof", ".txt"];
        let cut = |name: String, ending: &str| name.strip_suffix(ending).map_or(name.clone(), str::to_owned);
        endings.into_iter().fold(file.clone(), cut)
    };
    let stems: Vec<String> = files.iter().map(stem).collect();
    format!("{}.{word}", stems.join("-vs-"))
}

impl Shown {
    /// Notes what to make; only the newest wish counts.
    pub(super) fn ask_export(&mut self, word: String, files: Vec<String>) -> Changed {
        self.export = Some((word, files));
        Changed::Nothing
    }

    /// Makes what was asked for, if something was; whether it did.
    pub(super) fn tell_export(&mut self, outbox: &mut Vec<Outgoing>) -> bool {
        // Pictures are drawn when all else is done.
        let Some((word, files)) = self.export.take_if(|(word, _)| word != PICTURE) else {
            return false;
        };
        let (reply, bytes) = match self.exported(&word, &files) {
            Ok(bytes) => (Reply::Exported(file_name(&files, &word)), Some(bytes)),
            Err(reason) => (Reply::Said(format!("Not taken away: {reason}.")), None),
        };
        outbox.push(Outgoing { reply, bytes });
        true
    }

    fn exported(&mut self, word: &str, files: &[String]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        // A view that is read stands before the kind, with its own word.
        if let (Some((_, kind @ ("csv" | "json"))), Some(told)) = (word.split_once('.'), &self.told) {
            return Ok(if kind == "csv" {
                account::csv(told)
            } else {
                account::json(told)
            });
        }
        let written = match word {
            "pb.gz" => pprof::write(self.profile.plain(), &mut out),
            "filtered.pb.gz" => pprof::write(&self.filtered()?, &mut out),
            "folded" => stacks::folded(&self.profile, &mut out),
            "dot" => return self.report(Report::Dot),
            "callgrind" => return self.report(Report::Callgrind),
            "csv" => table::csv(self, &mut out),
            "json" => table::json(self, &mut out),
            "md" => table::markdown(self, &mut out),
            COMMAND => command::commands(self, files, &mut out),
            other => return Err(format!("unknown kind: {other}")),
        };
        written.map(|()| out).map_err(|error| error.to_string())
    }

    /// What filters left, with nothing that is not needed.
    fn filtered(&self) -> Result<Profile, String> {
        let (profile, list) = (&self.profile.profile, self.profile.refining.list());
        let refined = refine(profile, list, self.profile.sample_type, "minimum").map_err(|error| error.to_string())?;
        combine::merge(&[refined.profile.as_ref().unwrap_or(profile)]).map_err(|error| error.to_string())
    }

    /// A report of pprof's about what filters left, which is 100 % in it.
    fn report(&self, report: Report) -> Result<Vec<u8>, String> {
        let graph = self.graph.options();
        let options = Options {
            sample_index: self.profile.sample_type.to_string(),
            node_count: graph.node_count as usize,
            node_fraction: graph.node_fraction,
            edge_fraction: graph.edge_fraction,
            is_call_tree: graph.is_call_tree,
            ..Options::default()
        };
        let mut out = Vec::new();
        let written = report::write(report, &self.filtered()?, &options, &mut out);
        written.map(|_notices| out).map_err(|error| error.to_string())
    }
}
