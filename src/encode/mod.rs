//! A profile in → the bytes of a file out, for other programs to read.
//!
//! Must not know: what is shown, how a file was read, options, browsers. What is written is read back with equal numbers,
//! labels and stacks; a test holds it against the decoder.
//!
//! Read [`pprof`] first.

pub mod pprof;
