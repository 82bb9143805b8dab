//! What looks alike, together: a canvas is fast when its colour changes seldom.

use crate::model::sorting;

/// What has the same key together, by key; in each group in the order it came.
pub fn grouped<K: Ord + Copy, T>(mut keyed: Vec<(K, T)>) -> Vec<(K, Vec<T>)> {
    sorting::sort_by_key(&mut keyed, |(key, _)| *key);
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for (key, one) in keyed {
        match groups.last_mut() {
            Some((last, group)) if *last == key => group.push(one),
            _ => groups.push((key, vec![one])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_by_key_and_keep_their_order() {
        let keyed = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        assert_eq!(grouped(keyed), [(1, vec!['b', 'd']), (2, vec!['a', 'c'])]);
        assert_eq!(grouped(Vec::<(u8, u8)>::new()), []);
    }
}
