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
    encoder.set_compression(Compression::High);
    // Indices are no amounts: a difference of two means nothing.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().expect("memory takes what is written to it");
    writer.write_image_data(&indices).expect("memory takes what is written to it");
    writer.finish().expect("memory takes what is written to it");
    bytes
}

type Colour = [u8; 3];

/// As many colours as a palette has.
const COLOURS: usize = 256;

/// Red, green, blue of each colour, and the number of the colour of each pixel. A card has a few colours, and at the edges
/// of letters some hundred mixtures of them; the rarest of those become the one of the palette that they are nearest to,
/// which no eye sees and which halves the file.
fn indexed(pixels: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let colours = || pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for (colour, run) in runs(colours()) {
        *counts.entry(colour).or_default() += run;
    }
    let mut by_count: Vec<(Colour, usize)> = counts.into_iter().collect();
    by_count.sort_by_key(|&(colour, count)| (Reverse(count), colour));
    let palette: Vec<Colour> = by_count.iter().take(COLOURS).map(|&(colour, _)| colour).collect();
    let numbers: BTreeMap<Colour, u8> =
        by_count.iter().map(|&(colour, _)| (colour, nearest(colour, &palette))).collect();
    let mut indices = Vec::with_capacity(pixels.len() / 4);
    for (colour, run) in runs(colours()) {
        indices.resize(indices.len() + run, numbers[&colour]);
    }
    (palette.concat(), indices)
}

/// Equal colours that follow one another, counted.
fn runs(mut colours: impl Iterator<Item = Colour>) -> impl Iterator<Item = (Colour, usize)> {
    let mut next = colours.next();
    std::iter::from_fn(move || {
        let (colour, mut run) = (next?, 1);
        loop {
            next = colours.next();
            if next != Some(colour) {
                return Some((colour, run));
            }
            run += 1;
        }
    })
}

/// The number of the colour that is least far away.
fn nearest(colour: Colour, palette: &[Colour]) -> u8 {
    let distance = |other: &Colour| -> u32 {
        colour.iter().zip(other).map(|(&one, &two)| u32::from(one.abs_diff(two)).pow(2)).sum()
    };
    let nearest = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(other));
    nearest.map_or(0, |(number, _)| number)
}
