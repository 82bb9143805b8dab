//! Accounts: a question about the open document in → a view that is read out, written out.
//!
//! Must not know: how the page shows it, beyond its parts.
//!
//! Read [`findings`] first.

pub(super) mod findings;
pub(super) mod series;
mod traces;

use crate::analyze::trace::digest::Digest;
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::protocol::account::{Account, AccountQuestion, bytes_from_account};
use crate::protocol::reply::Reply;

impl Shown {
    fn digests(&self) -> Option<[(&str, &Digest); 2]> {
        self.profile.compared.as_ref()?.digests()
    }

    /// Answers at once.
    pub(super) fn tell_account(
        &mut self,
        question: &AccountQuestion,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Changed, OutOfMemory> {
        let account = match question {
            AccountQuestion::Findings(others) => match &mut self.trace {
                Some(open) => open.findings()?,
                None => findings::account(&self.profile.profile, others)?,
            },
            AccountQuestion::Trace(scope) => match &mut self.trace {
                Some(open) => open.page(scope)?,
                None => Account::default(),
            },
            AccountQuestion::TraceAgain(page) => match &mut self.trace {
                Some(open) => open.page_again(*page)?,
                None => Account::default(),
            },
            AccountQuestion::Series(..) | AccountQuestion::SeriesAgain if let Some(digests) = self.digests() => {
                traces::account(digests, self.beside.is_some())
            }
            AccountQuestion::Series(is_cum, order) => {
                self.series.asked = (*is_cum, *order);
                self.series.account(&self.profile)?
            }
            AccountQuestion::SeriesAgain => self.series.account(&self.profile)?,
        };
        let is_of_series = matches!(question, AccountQuestion::Series(..));
        outbox.push(Outgoing {
            reply: Reply::Account,
            // Writing plain values to memory cannot fail; were it to, there is nothing to send.
            bytes: bytes_from_account(&account).ok(),
        });
        self.told = Some(account);
        // How it is ordered is part of the address.
        Ok(if is_of_series { Changed::View } else { Changed::Nothing })
    }

    /// Orders a series as a link has it, and tells it anew if it was told otherwise.
    pub(super) fn order_series(&mut self, words: &str, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        let asked = series::asked(words);
        if std::mem::replace(&mut self.series.asked, asked) != asked && self.series.is_told() {
            self.tell_account(&AccountQuestion::SeriesAgain, outbox)?;
        }
        Ok(())
    }
}
