//! A file that has changed on disk: read again, or compared with how it was.

use leptos::prelude::*;

use crate::browser::again;
use crate::protocol::place::{Place, SelectedPlace};
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;
use crate::ui::state::trail::link_to;

impl Performer {
    /// Reads a document's files again, or compares its file with how it was.
    pub(super) fn go_again(self, document: Document, is_compared: bool) {
        let files = document.files.get_value();
        if !files.iter().any(again::can_be_read_again) {
            return self
                .page
                .say("This browser keeps no way back to the file, or it was not dropped: drop it again.");
        }
        if is_compared && files.len() > 1 {
            return self
                .page
                .say("This is a comparison: read it again, or show one file first.");
        }
        leptos::task::spawn_local(async move {
            let mut newest = Vec::new();
            for file in &files {
                if again::can_be_read_again(file) {
                    match again::newest(file).await {
                        Ok(file) => newest.push(file),
                        Err(reason) => {
                            return self
                                .page
                                .say(format!("{} cannot be read again: {reason}.", file.name()));
                        }
                    }
                } else {
                    newest.push(file.clone());
                }
            }
            let mut pairs = files.iter().zip(&newest);
            let version = |file: &web_sys::File| (file.last_modified().to_bits(), file.size().to_bits());
            if pairs.all(|(old, new)| version(old) == version(new)) {
                return self.page.say("It has not changed since it was opened.");
            }
            if !is_compared {
                return self.read_again(document, newest);
            }
            let (Some(old), Some(new)) = (files.first(), newest.pop()) else {
                return;
            };
            match again::earlier(old).await {
                Ok(old) => self.documents.compare(new, old),
                Err(reason) => self.page.say(format!("{} cannot be compared: {reason}.", old.name())),
            }
        });
    }

    /// Opens what the files are now in the same tab, and goes where it was as far as frames, which are others now, let it.
    fn read_again(self, document: Document, files: Vec<web_sys::File>) {
        let link = untrack(|| link_to(document)).map(|mut link| {
            let place = std::mem::take(&mut link.place);
            link.place = Place {
                sample_type: place.sample_type,
                how: place.how,
                filters: place.filters,
                graph: place.graph,
                selected: place.selected.map(|selected| SelectedPlace {
                    frame: None,
                    ..selected
                }),
                ..Place::default()
            };
            link
        });
        document.files.set_value(files);
        self.documents.retry(document);
        document.resume.set_value(link);
    }
}
