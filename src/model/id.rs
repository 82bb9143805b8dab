//! Row numbers that know their table.
//!
//! An id is made by the table that owns the row and is good only there. All are `u32`:
//! a table of four thousand million rows would not fit the 4 GiB of a wasm memory.

/// What every id is: a row number of one table.
pub trait Id: Copy + Eq + std::fmt::Debug {
    /// The row this id names, for indexing columns.
    fn row(self) -> usize;
    /// The id of a row; rows are `u32` because columns refuse to grow past that.
    fn from_row(row: usize) -> Self;
}

/// Declares row ids; other rooms use it for the tables they make.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(pub u32);

        impl $name {
            /// The row this id names, for indexing columns.
            #[inline]
            pub fn row(self) -> usize {
                self.0 as usize
            }
        }

        impl $crate::model::id::Id for $name {
            #[inline]
            fn row(self) -> usize {
                self.0 as usize
            }
            #[inline]
            fn from_row(row: usize) -> Self {
                Self(row as u32)
            }
        }

        impl From<usize> for $name {
            /// Names a row; rows are `u32` because columns refuse to grow past that.
            #[inline]
            fn from(row: usize) -> Self {
                Self(row as u32)
            }
        }
    )*};
}

crate::ids! {
    /// A string in [`Strings`](crate::model::strings::Strings); row 0 is always the empty string.
    StringId
    /// A function in [`Functions`](crate::model::profile::Functions).
    FunctionId
    /// A location in [`Locations`](crate::model::profile::Locations).
    LocationId
    /// A node of [`Stacks`](crate::model::profile::Stacks): the stack from the root to it. Row 0 is the empty stack.
    StackId
}
