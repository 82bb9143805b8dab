//! The page: mounts the interface. Only the wasm build does anything.

fn main() {
    #[cfg(target_arch = "wasm32")]
    goscope::ui::start();
}
