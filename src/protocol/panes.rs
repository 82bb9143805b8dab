//! Something for each pane: there are so few that a map needs no tree.

use crate::protocol::Pane;

/// Values by pane; as a set with nothing beside the pane.
#[derive(Clone, Debug)]
pub struct PaneMap<T>([Option<T>; Pane::ALL.len()]);

impl<T> Default for PaneMap<T> {
    fn default() -> Self {
        Self([const { None }; Pane::ALL.len()])
    }
}

impl<T> PaneMap<T> {
    /// Puts a value there.
    pub fn insert(&mut self, pane: Pane, value: T) {
        self.0[pane as usize] = Some(value);
    }

    /// Takes away what is there; whether something was.
    pub fn remove(&mut self, pane: Pane) -> bool {
        self.0[pane as usize].take().is_some()
    }

    /// Whether something is there.
    pub fn has(&self, pane: Pane) -> bool {
        self.0[pane as usize].is_some()
    }

    /// What is there.
    pub fn get(&self, pane: Pane) -> Option<&T> {
        self.0[pane as usize].as_ref()
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, pane: Pane) -> Option<&mut T> {
        self.0[pane as usize].as_mut()
    }

    /// The panes with something, in their order.
    pub fn panes(&self) -> impl Iterator<Item = Pane> {
        Pane::ALL.into_iter().filter(|&pane| self.has(pane))
    }
}

impl PaneMap<()> {
    /// Adds the panes that another map has.
    pub fn extend<T>(&mut self, other: &PaneMap<T>) {
        for pane in other.panes() {
            self.insert(pane, ());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_there_until_it_is_taken() {
        let mut map = PaneMap::default();
        assert!(map.panes().next().is_none() && !map.remove(Pane::Flame));
        map.insert(Pane::Graph, 3);
        map.insert(Pane::Flame, 1);
        map.insert(Pane::Flame, 2);
        assert_eq!(map.panes().collect::<Vec<_>>(), [Pane::Flame, Pane::Graph]);
        let mut set = PaneMap::default();
        set.extend(&map);
        assert!(map.remove(Pane::Flame));
        assert_eq!((map.get(Pane::Flame), map.get(Pane::Graph)), (None, Some(&3)));
        assert!(set.has(Pane::Flame) && !set.has(Pane::Minimap));
    }
}
