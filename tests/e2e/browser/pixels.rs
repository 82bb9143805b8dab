//! What is on a canvas, pixel by pixel.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use serde_json::Value;
use thirtyfour::WebDriver;

use super::page::Page;

/// The script that reads a canvas: a copy of it can be read where the canvas itself belongs to a worker.
const READ: &str = r"
const canvas = [...document.querySelectorAll(arguments[0])].find((it) => it.checkVisibility());
if (!canvas) return null;
const place = canvas.getBoundingClientRect();
const width = Math.round(place.width * devicePixelRatio), height = Math.round(place.height * devicePixelRatio);
const copy = new OffscreenCanvas(width, height).getContext('2d');
copy.drawImage(canvas, 0, 0);
const { data } = copy.getImageData(0, 0, width, height);
const parts = [];
for (let y = 0; y < height; y++) {
  let row = '';
  for (let i = y * width * 4; i < (y + 1) * width * 4; i += 4) row += String.fromCharCode(data[i], data[i + 1], data[i + 2]);
  parts.push(row);
}
return { width, height, rgb: btoa(parts.join('')) };
";

/// Red, green and blue.
pub(crate) type Rgb = [u8; 3];

/// Pixels, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// How many in a row.
    pub(crate) width: usize,
    /// How many rows.
    pub(crate) height: usize,
    /// All of them.
    pub(crate) pixels: Vec<Rgb>,
}

impl Picture {
    /// A picture of one colour.
    pub(crate) fn plain(width: usize, height: usize, color: Rgb) -> Self {
        Self {
            width,
            height,
            pixels: vec![color; width * height],
        }
    }

    /// The colour at a place, which must be inside.
    pub(crate) fn at(&self, x: usize, y: usize) -> Rgb {
        assert!(x < self.width && y < self.height, "{x}, {y} is outside");
        self.pixels[y * self.width + x]
    }

    /// Fills a rectangle, as far as it is inside.
    pub(crate) fn fill(&mut self, [left, top, width, height]: [i64; 4], color: Rgb) {
        let clamp = |value: i64, most: usize| value.clamp(0, most as i64) as usize;
        let columns = clamp(left, self.width)..clamp(left + width, self.width);
        for y in clamp(top, self.height)..clamp(top + height, self.height) {
            self.pixels[y * self.width..][columns.clone()].fill(color);
        }
    }

    /// How many different colours there are, up to a few hundred.
    pub(crate) fn color_count(&self) -> usize {
        let mut colors: Vec<Rgb> = Vec::new();
        for color in &self.pixels {
            if !colors.contains(color) && colors.len() < 300 {
                colors.push(*color);
            }
        }
        colors.len()
    }
}

/// The canvas that a selector finds.
pub(crate) async fn of_canvas(web: &WebDriver, selector: &str) -> Result<Picture> {
    let value = web.execute(READ, vec![Value::from(selector)]).await?;
    let value = value.json();
    let side = |name: &str| value[name].as_u64().with_context(|| format!("no canvas: {selector}"));
    let (width, height) = (side("width")? as usize, side("height")? as usize);
    let rgb = value["rgb"].as_str().context("a canvas without pixels")?;
    let rgb = base64::engine::general_purpose::STANDARD.decode(rgb)?;
    ensure!(
        rgb.len() == width * height * 3,
        "a canvas of {width} × {height} with {} bytes",
        rgb.len()
    );
    let pixels = rgb.as_chunks::<3>().0.to_vec();
    Ok(Picture { width, height, pixels })
}

impl Page {
    /// The canvas with this test id that can be seen.
    pub(crate) async fn canvas(&self, id: &str) -> Result<Picture> {
        of_canvas(&self.browser.web, &format!("[data-testid={id}]")).await
    }

    /// The canvas once nothing moves on it any more.
    pub(crate) async fn canvas_at_rest(&self, id: &str) -> Result<Picture> {
        let mut before = self.canvas(id).await?;
        for _ in 0..50 {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            let now = self.canvas(id).await?;
            if now == before {
                return Ok(now);
            }
            before = now;
        }
        anyhow::bail!("the picture on {id} does not come to rest")
    }
}
