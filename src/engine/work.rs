//! What is still to be done for an open document, the most wanted first.

#[cfg(feature = "texts")]
use crate::engine::trace::Made;
use crate::engine::{Engine, State, open, table};
use crate::model::column::OutOfMemory;
use crate::protocol::Pane;

impl Engine {
    /// Does a step; whether more is left.
    pub(super) fn work_on(&mut self, budget: u64) -> Result<bool, OutOfMemory> {
        let is_more_left = self.work_on_views(budget)?;
        #[cfg(feature = "texts")]
        if !is_more_left {
            return Ok(self.draw());
        }
        Ok(is_more_left)
    }

    fn work_on_views(&mut self, budget: u64) -> Result<bool, OutOfMemory> {
        let State::Open(shown) = &mut self.state else {
            return Ok(false);
        };
        #[cfg(feature = "texts")]
        {
            if shown.tell_goroutines(&mut self.outbox)?
                || shown.tell_trace(&mut self.outbox)?
                || shown.tell_sheet(&mut self.outbox)?
            {
                return Ok(true);
            }
            if shown.make_aside(&self.panes, self.appearance, &mut self.outbox)? {
                self.to_paint.extend(&self.panes);
                return Ok(true);
            }
            match shown.make_timeline(budget)? {
                Made::Nothing => {}
                Made::Part => return Ok(true),
                Made::All => {
                    shown.tell_twins(&mut self.outbox)?;
                    self.to_paint.insert(Pane::Timeline, ());
                    self.tell_view();
                    return Ok(true);
                }
            }
        }
        #[cfg(feature = "texts")]
        match shown.find_in_timeline(budget)? {
            Made::Nothing => {}
            Made::Part => return Ok(true),
            Made::All => {
                self.to_paint.insert(Pane::Timeline, ());
                self.tell_view();
                return Ok(true);
            }
        }
        // The picture comes before the table.
        if self.unseen.has(Pane::Flame) && self.panes.has(Pane::Flame) {
            return Ok(false);
        }
        if shown.make_graph(self.column_width)? {
            shown.tell_twins(&mut self.outbox)?;
            self.to_paint.insert(Pane::Graph, ());
            self.tell_view();
            return Ok(true);
        }
        let nodes = (budget / open::BYTES_PER_NODE).max(1) as usize;
        match shown
            .table
            .step(nodes, &shown.profile, shown.flame.matches(), &mut self.outbox)?
        {
            table::Done::Nothing => shown.tell_details(&mut self.outbox),
            table::Done::Rows | table::Done::Sums => Ok(true),
            table::Done::Order => {
                self.tell_view();
                Ok(true)
            }
        }
    }
}
