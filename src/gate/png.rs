//! The texts in a PNG picture: what tools write beside its pixels.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// How every PNG begins.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The texts of the chunks `tEXt`, `zTXt` and `iTXt`, each with its keyword, as far as the chunks are whole; none
/// where the bytes are no PNG. No more bytes are inflated than are `left`, and these are taken from it.
pub fn texts(picture: &[u8], left: &mut u64) -> Vec<String> {
    let (mut rest, mut texts) = (picture.strip_prefix(SIGNATURE).unwrap_or_default(), Vec::new());
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((name, after)) = after.split_first_chunk::<4>() else { break };
        let Some((chunk, after)) = after.split_at_checked(length) else { break };
        texts.extend(text(*name, chunk, left));
        // Four bytes of check sum.
        rest = after.get(4..).unwrap_or_default();
    }
    texts
}

fn text(name: [u8; 4], chunk: &[u8], left: &mut u64) -> Option<String> {
    let (keyword, after) = cut(chunk)?;
    let said = match &name {
        b"tEXt" => after.to_vec(),
        b"zTXt" => inflated(after.get(1..)?, left),
        b"iTXt" => {
            let (&[compressed, _method], after) = after.split_first_chunk::<2>()?;
            let (_language, after) = cut(after)?;
            let (translated, after) = cut(after)?;
            let said = if compressed == 0 { after.to_vec() } else { inflated(after, left) };
            [translated, b"\n", &said].concat()
        }
        _ => return None,
    };
    Some(format!("{}\n{}", readable(keyword), readable(&said)))
}

/// What stands before the first zero byte, and after it.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// As much as can be inflated and is left to be.
fn inflated(bytes: &[u8], left: &mut u64) -> Vec<u8> {
    let mut out = Vec::new();
    // A stream that breaks off has said what it has said.
    let _ = ZlibDecoder::new(bytes).take(*left).read_to_end(&mut out);
    *left = left.saturating_sub(out.len() as u64);
    out
}

/// The standard says Latin-1 for two of the chunks, and many tools write UTF-8.
fn readable(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| super::binary::latin_1(bytes), str::to_owned)
}
