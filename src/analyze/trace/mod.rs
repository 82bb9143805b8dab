//! A [`Trace`](crate::model::trace::Trace) → answers: what Go's tools would say of it, and what they get wrong.
//!
//! | file | tells |
//! |---|---|
//! | [`scope`], [`stretches`] | which part of a trace is meant, and what a goroutine did in it |
//! | [`life`], [`syscalls`] | the life of a goroutine, cut into pieces as Go's tools count them |
//! | [`goroutines`], [`regions`], [`tasks`] | time by state and reason, of goroutines and their groups, of regions; tasks |
//! | [`census`], [`distribution`] | goroutines of a part of the trace, and how what they did is distributed |
//! | [`scheduling`], [`calls`] | how goroutines came to run and how busy processors were; threads and system calls |
//! | [`waits`] | how long goroutines waited for the network, for each other, in system calls, for a processor |
//! | [`moments`] | goroutines by state at moments spread over the trace |
//! | [`utilization`], [`mmu`] | how much of the processors the program had, the collector's part taken away; in any window at least |
//! | [`activity`], [`stints`], [`crowds`], [`spells`], [`inner`], [`peaks`] | what a timeline draws: time by kind up to any moment, of processors and threads, of groups, of the collector, and what single ones did for it; the most of a number |
//! | [`chain`] | why somebody waited: who woke it, and why no earlier |
//! | [`find`], [`family`] | search; who woke whom, some steps away |
//! | [`wakings`], [`creators`] | whom a goroutine woke; who made whom, as a tree |
//! | [`nests`], [`tracks`] | the regions of goroutines as levels, one within the other; their stacks over time |
//! | [`account`] | all of it together, of a part of the trace |
//! | [`digest`] | a trace in short, to be held against another |
//! | [`cycles`] | collections of garbage, stops of the world, who helped |
//! | [`objects`] | what is on the heap by type, of a trace that tells |
//! | [`findings`] | what deserves a look, by rules |
//! | [`profile`] | all of it as a profile, for the views of profiles; waits as `go tool trace -pprof` tells them, and more kinds, of any part |
//! | [`json`] | all of it as one JSON object |
//!
//! Must not know: formats, files, what is shown.
//!
//! Read [`life`] first.

pub mod account;
pub mod activity;
pub mod calls;
pub mod census;
pub mod chain;
pub mod creators;
pub mod crowds;
pub mod cycles;
pub mod digest;
pub mod distribution;
pub mod family;
pub mod find;
pub mod findings;
pub mod goroutines;
pub mod inner;
pub mod json;
pub mod life;
pub mod mmu;
pub mod moments;
pub mod nests;
pub mod objects;
pub mod peaks;
pub mod profile;
pub mod regions;
pub mod scheduling;
pub mod scope;
pub mod spells;
pub mod stints;
pub mod stretches;
pub mod syscalls;
pub mod tasks;
pub mod tracks;
pub mod utilization;
pub mod waits;
pub mod wakings;
