//! The worker that reads texts too, and compares files: it takes over where [`worker`](../worker/index.html) meets one. Only the wasm build does anything.

fn main() {
    #[cfg(target_arch = "wasm32")]
    goscope::worker::start();
}
