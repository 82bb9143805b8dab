//! Mouse and keyboard, as the system gives them to the browser.

use anyhow::{Result, bail};
use serde_json::json;

use super::page::Page;

const CTRL: u32 = 2;
const SHIFT: u32 = 8;

impl Page {
    /// Moves the mouse, no button held.
    pub(crate) async fn move_to(&self, x: f64, y: f64) -> Result<()> {
        self.mouse(json!({"type": "mouseMoved", "x": x, "y": y})).await
    }

    /// A click with the left button.
    pub(crate) async fn click_at(&self, x: f64, y: f64) -> Result<()> {
        self.move_to(x, y).await?;
        self.press_and_release(x, y, 1).await
    }

    /// A click with the right button.
    pub(crate) async fn right_click_at(&self, x: f64, y: f64) -> Result<()> {
        self.move_to(x, y).await?;
        for (kind, buttons) in [("mousePressed", 2), ("mouseReleased", 0)] {
            self.mouse(json!({
                "type": kind, "x": x, "y": y, "button": "right", "buttons": buttons, "clickCount": 1,
            }))
            .await?;
        }
        Ok(())
    }

    /// Two clicks, quick enough to be one gesture.
    pub(crate) async fn double_click_at(&self, x: f64, y: f64) -> Result<()> {
        self.click_at(x, y).await?;
        self.press_and_release(x, y, 2).await
    }

    async fn press_and_release(&self, x: f64, y: f64, count: u32) -> Result<()> {
        for (kind, buttons) in [("mousePressed", 1), ("mouseReleased", 0)] {
            self.mouse(json!({
                "type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": count,
            }))
            .await?;
        }
        Ok(())
    }

    /// Drags with the left button, in a few steps.
    pub(crate) async fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        self.move_to(from.0, from.1).await?;
        let held = |kind: &str, x: f64, y: f64| json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": 1});
        self.mouse(held("mousePressed", from.0, from.1)).await?;
        for step in 1..=5 {
            let share = f64::from(step) / 5.0;
            let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            self.mouse(held("mouseMoved", x, y)).await?;
        }
        self.mouse(json!({"type": "mouseReleased", "x": to.0, "y": to.1, "button": "left", "buttons": 0}))
            .await
    }

    /// Turns the wheel by this many pixels right and down; with Ctrl held it means zoom.
    pub(crate) async fn wheel(&self, (x, y): (f64, f64), (right, down): (f64, f64), with_ctrl: bool) -> Result<()> {
        let modifiers = if with_ctrl { CTRL } else { 0 };
        self.mouse(
            json!({"type": "mouseWheel", "x": x, "y": y, "deltaX": right, "deltaY": down, "modifiers": modifiers}),
        )
        .await
    }

    async fn mouse(&self, event: serde_json::Value) -> Result<()> {
        self.cdp("Input.dispatchMouseEvent", event).await.map(drop)
    }

    /// Presses and releases a key: `w`, `W`, `?`, `Escape`, `ArrowDown`, `Ctrl+f`, `Shift+Tab`.
    pub(crate) async fn key(&self, spelled: &str) -> Result<()> {
        let (mut modifiers, mut name) = (0, spelled);
        for (prefix, modifier) in [("Ctrl+", CTRL), ("Shift+", SHIFT)] {
            if let Some(rest) = name.strip_prefix(prefix) {
                modifiers |= modifier;
                name = rest;
            }
        }
        let key = Key::named(name)?;
        if key.is_shifted {
            modifiers |= SHIFT;
        }
        let text = if modifiers & CTRL == 0 { key.text } else { None };
        let mut down = json!({
            "type": if text.is_some() { "keyDown" } else { "rawKeyDown" },
            "key": key.says, "code": key.code, "windowsVirtualKeyCode": key.number, "modifiers": modifiers,
        });
        if let Some(text) = text {
            down["text"] = json!(text);
        }
        self.cdp("Input.dispatchKeyEvent", down).await?;
        let up = json!({
            "type": "keyUp", "key": key.says, "code": key.code, "windowsVirtualKeyCode": key.number, "modifiers": modifiers,
        });
        self.cdp("Input.dispatchKeyEvent", up).await.map(drop)
    }

    /// Types a text, letter by letter.
    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        for letter in text.chars() {
            self.key(letter.encode_utf8(&mut [0; 4])).await?;
        }
        Ok(())
    }
}

/// A key of a United States keyboard.
struct Key {
    /// What it says.
    says: String,
    /// Where it is.
    code: String,
    number: u32,
    text: Option<String>,
    is_shifted: bool,
}

/// Signs: what they say, where they are, the key's number, and whether Shift is needed.
const SIGNS: [(char, &str, u32, bool); 22] = [
    (' ', "Space", 32, false),
    ('.', "Period", 190, false),
    ('/', "Slash", 191, false),
    ('?', "Slash", 191, true),
    ('-', "Minus", 189, false),
    ('_', "Minus", 189, true),
    ('=', "Equal", 187, false),
    ('+', "Equal", 187, true),
    ('(', "Digit9", 57, true),
    (')', "Digit0", 48, true),
    ('*', "Digit8", 56, true),
    ('$', "Digit4", 52, true),
    ('^', "Digit6", 54, true),
    ('[', "BracketLeft", 219, false),
    (']', "BracketRight", 221, false),
    ('{', "BracketLeft", 219, true),
    ('}', "BracketRight", 221, true),
    ('\\', "Backslash", 220, false),
    ('|', "Backslash", 220, true),
    (',', "Comma", 188, false),
    (':', "Semicolon", 186, true),
    ('>', "Period", 190, true),
];

/// Keys that are no letter, and their numbers.
const NAMED: [(&str, u32); 16] = [
    ("Escape", 27),
    ("Enter", 13),
    ("Tab", 9),
    ("Backspace", 8),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
    ("Home", 36),
    ("End", 35),
    ("PageUp", 33),
    ("PageDown", 34),
    ("F1", 112),
    ("F3", 114),
    ("F6", 117),
    ("F10", 121),
];

impl Key {
    fn named(name: &str) -> Result<Self> {
        if let Some(&(_, number)) = NAMED.iter().find(|it| it.0 == name) {
            return Ok(Self {
                says: name.to_owned(),
                code: name.to_owned(),
                number,
                // A button is pressed by the character that Enter types.
                text: (name == "Enter").then(|| "\r".to_owned()),
                is_shifted: false,
            });
        }
        let mut letters = name.chars();
        let (Some(sign), None) = (letters.next(), letters.next()) else {
            bail!("unknown key: {name}");
        };
        let (code, number, is_shifted) = if sign.is_ascii_alphabetic() {
            let upper = sign.to_ascii_uppercase();
            (format!("Key{upper}"), u32::from(upper), sign.is_ascii_uppercase())
        } else if sign.is_ascii_digit() {
            (format!("Digit{sign}"), u32::from(sign), false)
        } else if let Some(&(_, code, number, is_shifted)) = SIGNS.iter().find(|it| it.0 == sign) {
            (code.to_owned(), number, is_shifted)
        } else {
            bail!("unknown key: {name}");
        };
        Ok(Self {
            says: sign.to_string(),
            code,
            number,
            text: Some(sign.to_string()),
            is_shifted,
        })
    }
}
