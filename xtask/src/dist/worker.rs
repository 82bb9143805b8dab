//! The worker's script: wasm-bindgen's glue and our loader (`public/loader.js`) as one file without imports.

use super::names::without_comment_lines;
use anyhow::{Result, bail};

/// What stands for the glue's start function in the loader.
const INIT_MARK: &str = "(INIT)";

/// The start function of a glue that is no module (`wasm-bindgen --target no-modules`).
const INIT: &str = "wasm_bindgen";

/// One script out of the glue and the loader.
pub fn script(glue: &str, loader: &str) -> Result<String> {
    if let Some(import) = statements(glue).find(|line| line.starts_with("import") && line.contains(['"', '\''])) {
        bail!(
            "the worker's glue imports another file, which a worker that starts from its text cannot have \
             (`inline_js` and `module` of wasm-bindgen are for the page alone): {}",
            import.chars().take(80).collect::<String>()
        );
    }
    if !statements(glue)
        .any(|line| line.starts_with(&format!("let {INIT}=")) || line.starts_with(&format!("let {INIT} =")))
    {
        bail!("wasm-bindgen's glue for the worker does not begin with its start function, {INIT}");
    }
    if !loader.contains(INIT_MARK) {
        bail!("public/loader.js has no {INIT_MARK}");
    }
    let loader = without_comment_lines(loader).replace(INIT_MARK, &format!("({INIT})"));
    Ok(format!("{}\n{loader}", glue.trim_end()))
}

/// The glue's lines and, where it was minified, its statements.
fn statements(glue: &str) -> impl Iterator<Item = &str> {
    glue.split(['\n', ';']).map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::script;

    const LOADER: &str = "// comment\n((init) => init())(INIT);\n";

    #[test]
    fn the_loader_is_given_the_start_function_minified_or_not() {
        for glue in ["let wasm_bindgen = (function() {})();\n", "let wasm_bindgen=a;"] {
            let script = script(glue, LOADER).unwrap();
            assert_eq!(
                script,
                format!("{}\n((init) => init())(wasm_bindgen);\n", glue.trim_end())
            );
        }
    }

    #[test]
    fn a_glue_that_imports_a_file_is_refused() {
        for glue in [
            "import { go } from './snippets/x.js';\nlet wasm_bindgen = 0;",
            "let a;import*as b from\"./x.js\";let wasm_bindgen=0;",
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
            "wasm-bindgen's glue for the worker does not begin with its start function, wasm_bindgen"
        );
    }
}
