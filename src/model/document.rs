//! An opened file, whatever its kind.

#[cfg(feature = "texts")]
use crate::model::goroutines::Dump;
use crate::model::profile::Profile;

/// What a file turned out to hold.
#[derive(Debug)]
pub enum Document {
    /// A profile: samples with stacks and values.
    Profile(Box<Profile>),
    /// A dump: goroutines with states and stacks.
    #[cfg(feature = "texts")]
    Goroutines(Box<Dump>),
}
