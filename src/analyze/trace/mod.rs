//! A [`Trace`](crate::model::trace::Trace) → answers: what Go's tools would say of it, and what they get wrong.
//!
//! | file | tells |
//! |---|---|
//! | [`life`], [`syscalls`] | the life of a goroutine, cut into pieces as Go's tools count them |
//! | [`goroutines`], [`regions`], [`tasks`] | time by state and reason, of goroutines and their groups, of regions; tasks |
//! | [`waits`] | how long goroutines waited for the network, for each other, in system calls, for a processor |
//! | [`moments`] | goroutines by state at moments spread over the trace |
//! | [`utilization`] | how much of the processors the program had, the collector's part taken away |
//! | [`activity`], [`stints`], [`crowds`], [`spells`], [`peaks`] | what a timeline draws: time by kind up to any moment, of processors and threads, of groups, of the collector; the most of a number |
//! | [`chain`] | why somebody waited: who woke it, and why no earlier |
//! | [`find`] | search |
//! | [`nests`] | the regions of goroutines as levels, one within the other |
//! | [`account`] | all of it together, of a part of the trace |
//! | [`profile`] | all of it as a profile, for the views of profiles; waits as `go tool trace -pprof` tells them |
//! | [`json`] | all of it as one JSON object |
//!
//! Must not know: formats, files, what is shown.
//!
//! Read [`life`] first.

pub mod account;
pub mod activity;
pub mod chain;
pub mod crowds;
pub mod find;
pub mod goroutines;
pub mod json;
pub mod life;
pub mod moments;
pub mod nests;
pub mod peaks;
pub mod profile;
pub mod regions;
pub mod spells;
pub mod stints;
pub mod syscalls;
pub mod tasks;
pub mod utilization;
pub mod waits;
