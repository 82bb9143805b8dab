//! Sheets: a question about the open document in → a view that is read out, written out.
//!
//! Must not know: how the page shows it, beyond its parts.
//!
//! Read [`findings`] first.

mod findings;
pub(super) mod series;

use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::protocol::reply::Reply;
use crate::protocol::sheet::{SheetQuestion, bytes_from_sheet};

impl Shown {
    /// Answers at once.
    pub(super) fn tell_sheet(
        &mut self,
        question: &SheetQuestion,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Changed, OutOfMemory> {
        let sheet = match question {
            SheetQuestion::Findings(others) => findings::sheet(&self.profile.profile, others)?,
            SheetQuestion::Series(is_cum, order) => self.series.sheet(&self.profile, *is_cum, *order)?,
        };
        outbox.push(Outgoing {
            reply: Reply::Sheet,
            // Writing plain values to memory cannot fail; were it to, there is nothing to send.
            bytes: bytes_from_sheet(&sheet).ok(),
        });
        Ok(Changed::Nothing)
    }
}
