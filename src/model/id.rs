//! Row numbers that know their table.
//!
//! An id is made by the table that owns the row and is good only there. All are `u32`:
//! a table of four thousand million rows would not fit the 4 GiB of a wasm memory.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The row this id names, for indexing columns.
            #[inline]
            pub fn row(self) -> usize {
                self.0 as usize
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

ids! {
    /// A string in [`Strings`](crate::model::strings::Strings); row 0 is always the empty string.
    StringId
    /// A function in [`Functions`](crate::model::profile::Functions).
    FunctionId
    /// A location in [`Locations`](crate::model::profile::Locations).
    LocationId
    /// A node of [`Stacks`](crate::model::stacks::Stacks): the stack from the root to it. Row 0 is the empty stack.
    StackId
}
