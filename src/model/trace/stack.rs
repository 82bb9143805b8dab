//! Stacks of a trace: nodes of one prefix tree, whose keys are frames.

use crate::model::column::Column;
use crate::model::id::{StackId, StringId};
use crate::model::prefix_tree::{PrefixTree, PrefixTreeBuilder};

crate::ids! {
    /// A frame in [`Frames`].
    FrameId
}

/// A frame of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// The program counter.
    pub pc: u64,
    /// The function's name.
    pub function: StringId,
    /// The path of its source file.
    pub file: StringId,
    /// The line in it, from 1; 0 is none.
    pub line: u64,
}

/// All frames of a trace, each once.
pub type Frames = Column<Frame>;

/// All stacks of a trace; row 0 is the empty stack.
pub type Stacks = PrefixTree<StackId, FrameId>;

/// Builds [`Stacks`].
pub type StacksBuilder = PrefixTreeBuilder<StackId, FrameId>;
