//! What the file's writer noted in it.

use crate::engine::profile::OpenProfile;
use crate::engine::sheet::{Lines, counted};
use crate::protocol::sheet::{LineKind, SheetLine, SheetPage};

/// The comments, line by line.
pub(super) struct Comments(Vec<String>);

impl Comments {
    pub(super) fn of(profile: &OpenProfile) -> Self {
        let profile = &profile.profile;
        let texts = profile.comments.iter().map(|&comment| profile.strings.text(comment));
        Self(
            texts
                .flat_map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>())
                .collect(),
        )
    }
}

impl Lines for Comments {
    fn head(&self, profile: &OpenProfile) -> SheetPage {
        let count = profile.profile.comments.len();
        SheetPage {
            title: match count {
                0 => "No comments".to_owned(),
                count => counted(count, "comment", "comments"),
            },
            notes: vec![
                "Whatever wrote the file can note something in it: go tool pprof does with -add_comment, other tools by \
                 themselves."
                    .to_owned(),
            ],
            ..SheetPage::default()
        }
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn line(&self, _profile: &OpenProfile, row: usize) -> SheetLine {
        SheetLine {
            kind: LineKind::Code,
            text: self.0[row].clone(),
            ..SheetLine::default()
        }
    }
}
