//! The worker: one per open document. Only the wasm build does anything.

fn main() {
    #[cfg(target_arch = "wasm32")]
    goscope::worker::start();
}
