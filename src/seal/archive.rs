//! Many files as one text of bytes, whose length tells little.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The least length of a plaintext, in bytes: small views are all alike.
pub const SMALLEST: u64 = 64 * 1024;

/// The plaintext of a sealed file: see [`super`].
pub fn padded(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let compressed = compressed(&archive(files));
    let length = u64::try_from(compressed.len()).expect("memory is smaller than that");
    let mut padded = length.to_be_bytes().to_vec();
    padded.extend(compressed);
    let whole = u64::try_from(padded.len()).expect("memory is smaller than that");
    padded.resize(usize::try_from(padme(whole.max(SMALLEST))).expect("little more than is there"), 0);
    padded
}

/// The index and the files, one behind the other.
fn archive(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut at = 0;
    let index: BTreeMap<&str, [usize; 2]> = files
        .iter()
        .map(|(path, bytes)| {
            let place = [at, bytes.len()];
            at += bytes.len();
            (path.as_str(), place)
        })
        .collect();
    let index = serde_json::to_vec(&index).expect("paths are texts");
    let length = u32::try_from(index.len()).expect("a list of paths is no longer than 4 GiB");
    let mut archive = Vec::with_capacity(4 + index.len() + at);
    archive.extend(length.to_be_bytes());
    archive.extend(index);
    for bytes in files.values() {
        archive.extend(bytes);
    }
    archive
}

/// Raw DEFLATE: browsers undo it by themselves.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

/// The Padmé length of a length: at most 12 per cent more, and only as many different ones as a floating-point
/// number with log₂log₂ bits of mantissa has.
///
/// From Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: *Reducing Metadata Leakage from Encrypted Files and
/// Communication with PURBs*, 2019, algorithm 1.
fn padme(length: u64) -> u64 {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let mantissa = if exponent == 0 { 0 } else { exponent.ilog2() + 1 };
    let mask = (1_u64 << exponent.saturating_sub(mantissa)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &[u8])]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
    }

    #[test]
    fn padme_rounds_up_in_few_steps() {
        // Worked by hand: 9 = 0b1001 keeps 4 - 3 + 1 bits, 65,536 goes up in steps of 2,048.
        for (length, padded) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (8, 8),
            (9, 10),
            (65_536, 65_536),
            (65_537, 67_584),
            (67_584, 67_584),
            (67_585, 69_632),
            (1_000_000, 1_015_808),
        ] {
            assert_eq!(padme(length), padded, "of {length}");
        }
    }

    #[test]
    fn padding_costs_at_most_12_per_cent_and_never_falls() {
        let mut before = 0;
        for length in (1..200_000_u64).step_by(7) {
            let padded = padme(length);
            assert!(padded >= length && padded >= before);
            assert!(padded - length <= length * 12 / 100 + 1, "{length} became {padded}");
            assert_eq!(padme(padded), padded);
            before = padded;
        }
    }

    #[test]
    fn small_views_are_all_of_one_length() {
        let (none, some) = (site(&[]), site(&[("index.html", &[b'x'; 9000]), ("a/b.png", b"\x89PNG")]));
        assert_eq!(padded(&none).len(), 65_536);
        assert_eq!(padded(&some).len(), 65_536);
    }

    #[test]
    fn the_index_says_where_each_file_stands() {
        let archive = archive(&site(&[("b", b"second"), ("a", b"first"), ("c", b"")]));
        let length = u32::from_be_bytes(archive[..4].try_into().expect("four bytes")) as usize;
        assert_eq!(&archive[4..4 + length], br#"{"a":[0,5],"b":[5,6],"c":[11,0]}"#);
        assert_eq!(&archive[4 + length..], b"firstsecond");
    }
}
