//! What was repaired so far.

use crate::codes::RepairCode;

/// A set of repairs.
#[derive(Clone, Copy, Default)]
pub(super) struct Repairs(u32);

impl Repairs {
    pub(super) const fn add(&mut self, repair: RepairCode) {
        self.0 |= 1 << repair as u32;
    }

    pub(super) const fn add_all(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(super) const fn has(self, repair: RepairCode) -> bool {
        self.0 >> repair as u32 & 1 == 1
    }

    /// All of them, in the order of [`RepairCode::ALL`].
    pub(super) fn in_order(self) -> Vec<RepairCode> {
        RepairCode::ALL.iter().copied().filter(|&repair| self.has(repair)).collect()
    }
}
