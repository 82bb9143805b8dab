//! The worker's script: wasm-bindgen's glue and our loader (`public/loader.js`) as one file without imports.

use super::names::without_comment_lines;
use anyhow::{Context as _, Result, bail};

/// What stands for the glue's start function in the loader.
const INIT_MARK: &str = "(INIT)";

/// One script out of the glue and the loader.
pub fn script(glue: &str, loader: &str) -> Result<String> {
    if let Some(import) = statements(glue).find(|line| line.starts_with("import") && line.contains(['"', '\''])) {
        bail!(
            "the worker's glue imports another file, which a worker that starts from its text cannot have \
             (`inline_js` and `module` of wasm-bindgen are for the page alone): {}",
            import.chars().take(80).collect::<String>()
        );
    }
    let init = default_export(glue).context("wasm-bindgen's glue for the worker has no default export")?;
    if !loader.contains(INIT_MARK) {
        bail!("public/loader.js has no {INIT_MARK}");
    }
    let loader = without_comment_lines(loader).replace(INIT_MARK, &format!("({init})"));
    Ok(format!("{}\n{loader}", glue.trim_end()))
}

/// The glue's lines and, where it was minified, its statements.
fn statements(glue: &str) -> impl Iterator<Item = &str> {
    glue.split(['\n', ';']).map(str::trim_start)
}

/// The name that the glue exports as its default: `export { initSync, NAME as default };`.
fn default_export(glue: &str) -> Option<&str> {
    let (before, _) = glue.rsplit_once(" as default")?;
    let name = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
        .next()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::script;

    const LOADER: &str = "// comment\n((init) => init())(INIT);\n";

    #[test]
    fn the_loader_is_given_the_start_function_minified_or_not() {
        let check = |glue: &str, end: &str| {
            let script = script(glue, LOADER).unwrap();
            assert_eq!(script, format!("{}\n((init) => init())({end});\n", glue.trim_end()));
        };
        check("let wasm;\nexport { initSync, __wbg_init as default };\n", "__wbg_init");
        check("let a=import.meta.url;export{b as initSync,c as default};", "c");
    }

    #[test]
    fn a_glue_that_imports_a_file_is_refused() {
        for glue in [
            "import { go } from './snippets/x.js';\nexport{c as default};",
            "let a;import*as b from\"./x.js\";export{c as default};",
        ] {
            let error = script(glue, LOADER).unwrap_err().to_string();
            assert!(error.starts_with("the worker's glue imports another file"), "{error}");
        }
    }

    #[test]
    fn a_glue_without_a_start_function_is_refused() {
        let error = script("export { a };", LOADER).unwrap_err();
        assert_eq!(
            error.to_string(),
            "wasm-bindgen's glue for the worker has no default export"
        );
    }
}
