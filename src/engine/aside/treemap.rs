//! A treemap of what entities took themselves.

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::functions::Functions;
use crate::engine::facts;
use crate::engine::profile::OpenProfile;
use crate::layout::flame::Labels;
use crate::layout::space::{FlameView, PaneSpace, Rect};
use crate::layout::text::NameVariants;
use crate::layout::treemap::{self, Cell};
use crate::model::column::OutOfMemory;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::reply::FrameFacts;

/// Cells, the largest first, and what is said of each.
pub(super) struct Treemap {
    all: Vec<Item>,
    cells: Vec<Cell>,
    pane: PaneSpace,
    pub(super) lit: Option<EntityId>,
}

/// An entity of the treemap; cells name them by their row.
#[derive(Debug)]
struct Item {
    flat: i64,
    names: NameVariants,
    hue: u8,
    facts: FrameFacts,
}

/// The names of the items.
#[derive(Debug)]
struct Names<'a>(&'a [Item]);

impl Labels for Names<'_> {
    fn names(&self, entity: EntityId) -> Option<&NameVariants> {
        self.0.get(entity.row()).map(|item| &item.names)
    }

    fn hue(&self, entity: EntityId) -> u8 {
        self.0.get(entity.row()).map_or(0, |item| item.hue)
    }
}

impl Treemap {
    pub(super) fn of(profile: &OpenProfile) -> Result<Self, OutOfMemory> {
        let entities = profile.names.entities().len();
        let sums = Functions::sum(&profile.tree, &profile.children, &profile.weights, entities)?;
        let item = |entity: EntityId| {
            let (flat, cum) = (sums.flat(entity), sums.cum(entity));
            let name = profile.names.full(entity);
            let short = name.rsplit('/').next().unwrap_or(name);
            let share = profile.share(flat);
            Item {
                flat,
                names: NameVariants::new([&*format!("{name} {share}"), name, &*format!("{short} {share}"), short]),
                hue: profile.names.hue(entity),
                facts: FrameFacts {
                    function: u32::MAX,
                    name: name.to_owned(),
                    own: profile.label(flat),
                    own_exact: profile.exact(flat),
                    total: profile.label(cum),
                    total_exact: profile.exact(cum),
                    percent_of_total: facts::share(cum, profile.total()),
                    ..FrameFacts::default()
                },
            }
        };
        let mut all: Vec<Item> = (0..entities).map(EntityId::from).map(item).collect();
        all.retain(|item| item.flat > 0);
        all.sort_by(|a, b| b.flat.cmp(&a.flat).then_with(|| a.facts.name.cmp(&b.facts.name)));
        Ok(Self {
            all,
            cells: Vec::new(),
            pane: PaneSpace::default(),
            lit: None,
        })
    }

    pub(super) fn resize(&mut self, pane: PaneSpace) {
        self.pane = pane;
        let area = Rect {
            width: pane.width,
            height: pane.height,
            ..Rect::default()
        };
        let weights: Vec<f64> = self.all.iter().map(|item| item.flat as f64).collect();
        let rects = treemap::squarified(&weights, area);
        self.cells = (0..rects.len()).map(EntityId::from).zip(rects).collect();
    }

    pub(super) fn paint(&self, column_width: f64, theme: &Theme, surface: &mut dyn Surface) -> usize {
        let picture = treemap::picture(&self.cells, &Names(&self.all), self.lit, column_width);
        let view = FlameView {
            pane: self.pane,
            // Cells are parted as high rows are.
            row_height: self.pane.height,
            ..FlameView::default()
        };
        crate::paint::flame::paint(&picture, &view, theme, surface);
        picture.boxes.len()
    }

    /// The cell at a point, and what is said of it.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<(EntityId, FrameFacts)> {
        let has = |rect: &Rect| rect.x <= x && x < rect.right() && rect.y <= y && y < rect.bottom();
        let (entity, rect) = self.cells.iter().find(|(_, rect)| has(rect))?;
        let item = self.all.get(entity.row())?;
        let facts = FrameFacts {
            rect: Some([rect.x, rect.y, rect.width, rect.height]),
            ..item.facts.clone()
        };
        Some((*entity, facts))
    }
}
