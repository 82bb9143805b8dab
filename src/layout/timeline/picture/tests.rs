use super::*;

#[test]
fn heights_sum_up_and_what_was_done_is_seen() {
    assert_eq!(heights(Mix([50, 25, 0, 25]), 100, 16), [8, 4, 0, 4]);
    assert_eq!(heights(Mix([1, 0, 0, 999]), 1000, 16), [1, 0, 0, 15]);
    assert_eq!(heights(Mix([500, 0, 0, 0]), 1000, 16), [8, 0, 0, 0]);
    assert_eq!(heights(Mix([0; 4]), 1000, 16), [0; 4]);
    assert_eq!(heights(Mix([i64::MAX, 1, 0, 0]), 1, 16), [16, 0, 0, 0]);
    for seed in 0..200_i64 {
        let mix = Mix([seed * 37 % 101, seed * 53 % 89, seed % 3, seed * 7 % 61]);
        let heights = heights(mix, mix.total(), 20);
        let sum: u16 = heights.iter().sum();
        assert!(sum == 20 || mix.total() == 0, "{mix:?}: {heights:?}");
    }
}
