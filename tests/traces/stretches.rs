//! Stretches of all goroutines, told as they are met: those that each goroutine's own walk finds.

use goscope::analyze::trace::scope::{Scope, Scoped, Who, Window};
use goscope::analyze::trace::stretches::{Stretch, Watch, each, of};
use goscope::decode::trace::decoder;
use goscope::model::column::OutOfMemory;
use goscope::model::trace::goroutine::GoRow;

use crate::{traces, unpacked};

/// Keeps what it is told.
#[derive(Default)]
struct Kept {
    open: Vec<GoRow>,
    told: Vec<(GoRow, Stretch)>,
}

impl Watch for Kept {
    fn begin(&mut self, goroutine: GoRow, _window: Window) -> Result<(), OutOfMemory> {
        self.open.push(goroutine);
        Ok(())
    }

    fn see(&mut self, goroutine: GoRow, _window: Window, stretch: &Stretch) -> Result<(), OutOfMemory> {
        assert!(self.open.contains(&goroutine));
        self.told.push((goroutine, *stretch));
        Ok(())
    }

    fn end(&mut self, goroutine: GoRow, _window: Window) -> Result<(), OutOfMemory> {
        self.open.retain(|&row| row != goroutine);
        Ok(())
    }
}

#[test]
fn all_stretches_are_told_of_every_goroutine_in_order() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let root = trace.goroutines.get(GoRow(0)).root;
        let third = trace.end / 3;
        for window in [(0, trace.end), (third, trace.end), (third, third + 1000)] {
            for who in [Who::All, Who::Group(root), Who::Goroutine(GoRow(1))] {
                let scope = Scope {
                    window: Some(window),
                    who,
                };
                let scoped = Scoped::new(&trace, &scope).unwrap();
                let mut kept = Kept::default();
                each(&trace, &scoped, &mut kept).unwrap();
                assert_eq!(kept.open, []);
                // Those of a goroutine stay in order.
                kept.told.sort_by_key(|row| row.0);
                let mut windows = Vec::new();
                let wanted = trace.goroutines.rows().flat_map(|goroutine| {
                    scoped.windows(goroutine, &mut windows).unwrap();
                    let parts = windows.clone().into_iter();
                    parts
                        .flat_map(|window| {
                            of(&trace, goroutine, window)
                                .map(move |stretch| (goroutine, stretch))
                                .collect::<Vec<_>>()
                        })
                        .collect::<Vec<_>>()
                });
                let wanted: Vec<_> = wanted.collect();
                assert!(!wanted.is_empty() || who != Who::All);
                assert_eq!(kept.told, wanted, "{window:?} {who:?}");
            }
        }
    }
}
