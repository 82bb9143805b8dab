//! What went wrong in a page without a test asking: console, exceptions, the security policy.

use anyhow::Result;

use super::page::Page;

/// Runs before the page's own scripts: gathers what went wrong, and has the tests' short words.
pub(super) const WATCH: &str = r#"
window.e2e = {
  complaints: [],
  // The one element with this test id that can be seen.
  one: (id) => [...document.querySelectorAll(`[data-testid="${id}"]`)].find((it) => it.checkVisibility()),
  text: (id) => window.e2e.one(id)?.innerText?.trim() ?? null,
};
addEventListener('error', (event) => window.e2e.complaints.push(`exception: ${event.message ?? event}`));
addEventListener('unhandledrejection', (event) => window.e2e.complaints.push(`unhandled rejection: ${event.reason}`));
addEventListener('securitypolicyviolation', (event) =>
  window.e2e.complaints.push(`policy: ${event.blockedURI} by ${event.violatedDirective}`));
"#;

impl Page {
    /// Everything that went wrong since the page was opened or this was last asked, one sentence each.
    pub(crate) async fn complaints(&self) -> Result<Vec<String>> {
        let mut all: Vec<String> = self.eval("e2e.complaints.splice(0)").await?;
        let log = self.browser.web.browser_log().await?;
        all.extend(
            log.into_iter()
                .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
                .map(|entry| format!("console {}: {}", entry.level.to_lowercase(), entry.message)),
        );
        Ok(all)
    }

    /// Fails when anything went wrong.
    pub(crate) async fn assert_calm(&self) -> Result<()> {
        let complaints = self.complaints().await?;
        assert!(
            complaints.is_empty(),
            "the page complains:\n  {}",
            complaints.join("\n  ")
        );
        Ok(())
    }
}
