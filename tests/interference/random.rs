//! Chance that can be repeated: the same seed gives the same roadmap on every machine and with every later version of
//! any library.

/// A stream of numbers (`SplitMix64`, Steele, Lea and Flood 2014): good enough to shuffle a roadmap, and ten lines.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed. `part` keeps the parts of one case apart, so that one does not shift the others.
    pub fn of(seed: u64, part: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("below a usize")
    }

    /// A number of this range, both ends included.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Yes, so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Some of these, in their order, each by this chance.
    pub fn some<T: Clone>(&mut self, list: &[T], percent: usize) -> Vec<T> {
        list.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// So many of these at most, in any order and each once; fewer where there are not so many.
    pub fn few<T: Clone>(&mut self, list: &[T], most: usize) -> Vec<T> {
        let mut left = list.to_vec();
        (0..most.min(list.len())).map(|_| left.remove(self.below(left.len()))).collect()
    }
}
