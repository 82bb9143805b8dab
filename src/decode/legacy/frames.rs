//! Which frames a profile from before profile.proto wants dropped: that depends on what it measures.
//!
//! These formats have no place for such a wish, so pprof makes it for them (`addLegacyFrameInfo` in
//! `profile/legacy_profile.go`, Go 1.27): the functions of the profiler itself, by their names.

use crate::decode::legacy::build::Build;
use crate::model::column::OutOfMemory;

/// Allocators: C's, tcmalloc's, macOS's, C++'s, and Go's runtime.
const ALLOCATORS: &str = concat!(
    "(c|m|re|v|pv)alloc|cfree|free|(do_)?memalign|(__)?posix_memalign",
    r"|tcmalloc::.*|tc_((c|m|re|v|pv)alloc|cfree|free|memalign|posix_memalign)",
    "|tc_((new|delete)(array)?|new(array)?_nothrow)",
    "|malloc_zone_(malloc|calloc|valloc|realloc|memalign|free)",
    r"|runtime\..*",
    "|BaseArena::.*|(::)?do_malloc(_no_errno|_pages)?|DoSampledAllocation|MallocedMemBlock::MallocedMemBlock",
    "|_M_allocate|__builtin_(vec_)?(delete|new)|__gnu_cxx::new_allocator::allocate|__libc_malloc",
    r"|__malloc_alloc_template::allocate|allocate|cpp_alloc|operator new(\[\])?|simple_alloc::allocate",
);

/// What of Go's runtime stands in the middle of a stack.
const NOT_ALLOCATORS: &str = r"runtime\.(panic|reflectcall|call[0-9]*)";

/// Locks of C++.
const LOCKS: &str = concat!(
    "(base::)?(RecordLockProfileData|SubmitMutexProfileData|SubmitSpinLockProfileData).*",
    "|((base::)?Mutex::)?(AwaitCommon|Unlock|UnlockSlow|ReaderUnlock).*|((base::)?MutexLock::)?~MutexLock.*",
    "|(SpinLock::)?(Unlock|SlowUnlock).*|(SpinLockHolder::)?~SpinLockHolder.*",
);

/// The handler of the profiler's signal.
const SIGNAL_HANDLERS: &str =
    "ProfileData::Add|ProfileData::prof_handler|CpuProfiler::prof_handler|__pthread_sighandler|__restore";

/// The sample types of heap profiles.
const HEAP: [&[&str]; 5] = [
    &["allocations", "size"],
    &["objects", "space"],
    &["inuse_objects", "inuse_space"],
    &["alloc_objects", "alloc_space"],
    &["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"],
];

/// Gives a profile the patterns that fit its sample types.
pub(super) fn set(build: &mut Build) -> Result<(), OutOfMemory> {
    let profile = &build.profile;
    let has = |types: &[&str]| {
        let kinds = profile
            .sample_types
            .iter()
            .map(|value| profile.strings.bytes(value.kind));
        kinds.eq(types.iter().map(|kind| kind.as_bytes()))
    };
    let (drop, keep) = if HEAP.iter().any(|types| has(types)) {
        (ALLOCATORS, NOT_ALLOCATORS)
    } else if has(&["contentions", "delay"]) {
        (LOCKS, "")
    } else {
        (SIGNAL_HANDLERS, "")
    };
    build.profile.drop_frames = build.string(drop.as_bytes())?;
    build.profile.keep_frames = build.string(keep.as_bytes())?;
    Ok(())
}
