//! The beginning of the page.

use crate::browser::window;
use crate::ui::app;

/// Mounts the interface into the document's body, in place of what stood there while it loaded.
pub fn start() {
    leptos::mount::mount_to_body(app::App);
    window::remove_loading_screen();
    window::mark("goscope:ready");
}
