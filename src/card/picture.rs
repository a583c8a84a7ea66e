//! From a drawing to the bytes of a picture.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use super::{SIZE, face};

/// Draws an SVG of our own at its size and writes it as a PNG that has pixels and nothing else: no time, no text, no
/// name of a program.
pub fn png(svg: &str) -> Vec<u8> {
    let tree = Tree::from_str(svg, &face::options()).expect("our own drawing is SVG");
    let mut pixels = Pixmap::new(SIZE.0, SIZE.1).expect("the size is not nothing");
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    let (palette, indices) = indexed(pixels.data());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, SIZE.0, SIZE.1);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // The highest takes ten times as long and saves one byte in twenty.
    encoder.set_compression(Compression::Balanced);
    // Indices are no amounts: a difference of two means nothing.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().expect("memory takes what is written to it");
    writer.write_image_data(&indices).expect("memory takes what is written to it");
    writer.finish().expect("memory takes what is written to it");
    bytes
}

/// Red, green, blue, and no transparency.
type Pixel = [u8; 4];

/// As many colours as a palette has.
const COLOURS: usize = 256;

/// Red, green, blue of each colour, and the number of the colour of each pixel. A card has a few colours, and at the edges
/// of letters some hundred mixtures of them; the rarest of those become the one of the palette that they are nearest to,
/// which no eye sees and which halves the file.
fn indexed(pixels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (pixels, _) = pixels.as_chunks::<4>();
    // Much of a card is one colour.
    let runs = || pixels.chunk_by(Pixel::eq).map(|run| (run[0], run.len()));
    let mut counts: BTreeMap<Pixel, usize> = BTreeMap::new();
    for (pixel, run) in runs() {
        *counts.entry(pixel).or_default() += run;
    }
    let mut by_count: Vec<(Pixel, usize)> = counts.into_iter().collect();
    by_count.sort_by_key(|&(pixel, count)| (Reverse(count), pixel));
    let palette: Vec<Pixel> = by_count.iter().take(COLOURS).map(|&(pixel, _)| pixel).collect();
    let numbers: BTreeMap<Pixel, u8> = by_count.iter().map(|&(pixel, _)| (pixel, nearest(pixel, &palette))).collect();
    let mut indices = Vec::with_capacity(pixels.len());
    for (pixel, run) in runs() {
        indices.resize(indices.len() + run, numbers[&pixel]);
    }
    (palette.iter().flat_map(|pixel| &pixel[..3]).copied().collect(), indices)
}

/// The number of the colour that is least far away.
fn nearest(colour: Pixel, palette: &[Pixel]) -> u8 {
    let distance = |other: &Pixel| -> u32 {
        colour.iter().zip(other).map(|(&one, &two)| u32::from(one.abs_diff(two)).pow(2)).sum()
    };
    let nearest = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(other));
    nearest.map_or(0, |(number, _)| number)
}
