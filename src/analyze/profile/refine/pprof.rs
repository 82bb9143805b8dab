//! pprof's options as a list: each once, in an order that is always the same.

use crate::analyze::profile::refine::{LabelFilter, Pattern, Refinement, Refinements};

/// The filters of pprof's command line, as they are written there; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// `-focus`.
    pub focus: String,
    /// `-ignore`.
    pub ignore: String,
    /// `-hide`.
    pub hide: String,
    /// `-show`.
    pub show: String,
    /// `-show_from`.
    pub show_from: String,
    /// `-prune_from`.
    pub prune_from: String,
    /// `-tagfocus`.
    pub tagfocus: String,
    /// `-tagignore`.
    pub tagignore: String,
    /// `-tagshow`.
    pub tagshow: String,
    /// `-taghide`.
    pub taghide: String,
    /// `-tagroot`: keys, with commas between.
    pub tagroot: String,
    /// `-tagleaf`: keys, with commas between.
    pub tagleaf: String,
}

impl Filters {
    /// The option of a name.
    pub fn option(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "focus" => &mut self.focus,
            "ignore" => &mut self.ignore,
            "hide" => &mut self.hide,
            "show" => &mut self.show,
            "show_from" => &mut self.show_from,
            "prune_from" => &mut self.prune_from,
            "tagfocus" => &mut self.tagfocus,
            "tagignore" => &mut self.tagignore,
            "tagshow" => &mut self.tagshow,
            "taghide" => &mut self.taghide,
            "tagroot" => &mut self.tagroot,
            "tagleaf" => &mut self.tagleaf,
            _ => return None,
        })
    }

    /// The list, in pprof's order (`generateRawReport` in `internal/driver/driver.go`, `applyFocus` in `driver_focus.go`).
    pub fn refinements(&self) -> Refinements {
        let frames = |text: &String, make: fn(Pattern) -> Refinement| {
            (!text.is_empty()).then(|| make(Pattern::Regexp(text.clone())))
        };
        let labels = |text: &String, make: fn(LabelFilter) -> Refinement| {
            (!text.is_empty()).then(|| make(LabelFilter::Expression(text.clone())))
        };
        let keys = |text: &String, make: fn(Vec<String>) -> Refinement| {
            let keys = text.split(',').filter(|key| !key.is_empty());
            let keys: Vec<String> = keys.map(str::to_owned).collect();
            (!keys.is_empty()).then(|| make(keys))
        };
        let text = |text: &String, make: fn(String) -> Refinement| (!text.is_empty()).then(|| make(text.clone()));
        let all = [
            keys(&self.tagroot, Refinement::TagRoot),
            keys(&self.tagleaf, Refinement::TagLeaf),
            frames(&self.focus, Refinement::Focus),
            frames(&self.ignore, Refinement::Ignore),
            frames(&self.hide, Refinement::Hide),
            frames(&self.show, Refinement::Show),
            frames(&self.show_from, Refinement::ShowFrom),
            labels(&self.tagfocus, Refinement::TagFocus),
            labels(&self.tagignore, Refinement::TagIgnore),
            text(&self.tagshow, Refinement::TagShow),
            text(&self.taghide, Refinement::TagHide),
            frames(&self.prune_from, Refinement::PruneFrom),
        ];
        Refinements(all.into_iter().flatten().collect())
    }

    /// The lines that a report's legend has for them: all but those that move frames, in pprof's order.
    pub fn legend(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("focus", &self.focus),
            ("ignore", &self.ignore),
            ("hide", &self.hide),
            ("show", &self.show),
            ("show_from", &self.show_from),
            ("tagfocus", &self.tagfocus),
            ("tagignore", &self.tagignore),
            ("tagshow", &self.tagshow),
            ("taghide", &self.taghide),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name, &text[..]))
    }
}
