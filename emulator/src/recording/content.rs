//! The bytes of recording files, computed from the offset in the file: hours of audio take no
//! memory.
//!
//! WAV and MP3 are real files of the right length. WAV holds a soft tone for each channel, over
//! noise that differs at every offset of every file, so that a download with lost, repeated or
//! swapped parts is detected. MP3 holds silence. An MP4 would need a picture, and there is none: it
//! is a box that players skip, as long as the service's bit rate would make it.

use std::time::Duration;

use acs_call_automation::internal::Produce;

/// Samples of one channel in a second (Microsoft's page on call recording).
pub(crate) const RATE: u64 = 16_000;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Wav,
    Mp3,
    Mp4,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Mp4 => "mp4",
        }
    }

    /// Bits of audio in a second; of one channel (the same page; for MP4, from metadata that was
    /// recorded in 2021).
    pub(crate) fn audio_bit_rate(self) -> u64 {
        match self {
            Self::Wav => RATE * 16,
            Self::Mp3 => 48_000,
            Self::Mp4 => 128_000,
        }
    }
}

/// Bits of a picture in a second (the same page).
pub(crate) const VIDEO_BIT_RATE: u64 = 1_000_000;

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub format: Format,
    pub channels: u16,
    pub lasts: Duration,
    /// No two files have the same.
    pub seed: u64,
}

impl Content {
    pub(crate) fn length(&self) -> u64 {
        match self.format {
            Format::Wav => WAV_HEAD + self.samples() * self.block(),
            Format::Mp3 => self.samples().div_ceil(MP3_SAMPLES) * MP3_FRAME,
            Format::Mp4 => {
                let rate = (Format::Mp4.audio_bit_rate() + VIDEO_BIT_RATE) / 8;
                MP4_HEAD.len() as u64 + whole(self.lasts.as_nanos() * u128::from(rate))
            }
        }
    }

    /// Samples of one channel.
    fn samples(&self) -> u64 {
        whole(self.lasts.as_nanos() * u128::from(RATE))
    }

    /// Bytes of one sample of all channels.
    fn block(&self) -> u64 {
        u64::from(self.channels) * 2
    }

    fn wav_head(&self) -> Vec<u8> {
        let short = |length: u64| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let audio = self.samples() * self.block();
        let block = u16::try_from(self.block()).unwrap_or(u16::MAX);
        let mut head = Vec::from(*b"RIFF");
        head.extend(short(audio + WAV_HEAD - 8));
        head.extend(*b"WAVEfmt ");
        head.extend(16_u32.to_le_bytes());
        head.extend(1_u16.to_le_bytes()); // PCM
        head.extend(self.channels.to_le_bytes());
        head.extend(short(RATE));
        head.extend(short(RATE * self.block()));
        head.extend(block.to_le_bytes());
        head.extend(16_u16.to_le_bytes());
        head.extend(*b"data");
        head.extend(short(audio));
        head
    }

    /// The samples of all channels in turn, from one of them on.
    fn samples_from(&self, number: u64) -> Samples {
        let channels = u64::from(self.channels).max(1);
        let table: Vec<i16> = (0..PERIOD * channels)
            .map(|number| tone(number / channels, number % channels))
            .collect();
        let place = usize::try_from(number % (PERIOD * channels)).unwrap_or(0);
        Samples {
            place,
            hiss: mixed(self.seed ^ (number / 16)) >> (number % 16 * 4),
            table,
            seed: self.seed,
            number,
        }
    }

    fn byte(&self, head: &[u8], at: u64) -> u8 {
        if let Some(known) = usize::try_from(at).ok().and_then(|at| head.get(at)) {
            return *known;
        }
        match self.format {
            Format::Wav => {
                let at = at - WAV_HEAD;
                let sample = self.samples_from(at / 2).next();
                let [low, high] = sample.unwrap_or(0).to_le_bytes();
                if at % 2 == 0 { low } else { high }
            }
            Format::Mp3 => match usize::try_from(at % MP3_FRAME) {
                Ok(place) if place < MP3_HEAD.len() => MP3_HEAD.get(place).copied().unwrap_or(0),
                _ => self.filler(at),
            },
            Format::Mp4 => self.filler(at),
        }
    }

    /// Bytes that mean nothing, and are never the first of an MP3 frame.
    fn filler(&self, at: u64) -> u8 {
        let [first, ..] = (mixed(self.seed ^ (at / 8)) >> (at % 8 * 8)).to_le_bytes();
        first & 0x7f
    }

    /// The first bytes, which are not made by their place.
    fn head(&self) -> Vec<u8> {
        match self.format {
            Format::Wav => self.wav_head(),
            Format::Mp3 => Vec::new(),
            Format::Mp4 => {
                let rest = self.length() - u64::from(MP4_TYPE_BOX);
                let mut head = MP4_HEAD.to_vec();
                let size = u32::try_from(rest).unwrap_or(u32::MAX).to_be_bytes();
                let place = MP4_TYPE_BOX as usize;
                if let Some(box_size) = head.get_mut(place..place + size.len()) {
                    box_size.copy_from_slice(&size);
                }
                head
            }
        }
    }
}

impl Produce for Content {
    fn fill(&self, at: u64, piece: &mut [u8]) {
        let head = self.head();
        // Up to the first whole sample.
        let singly = match self.format {
            Format::Wav => WAV_HEAD
                .checked_sub(at)
                .unwrap_or_else(|| (at - WAV_HEAD) % 2),
            Format::Mp3 | Format::Mp4 => u64::MAX,
        };
        let singly = usize::try_from(singly).unwrap_or(usize::MAX);
        let (bytes, samples) = piece.split_at_mut(singly.min(piece.len()));
        for (byte, at) in bytes.iter_mut().zip(at..) {
            *byte = self.byte(&head, at);
        }
        if samples.is_empty() {
            return;
        }
        let at = at + bytes.len() as u64;
        let mut next = self.samples_from((at - WAV_HEAD) / 2);
        let mut pairs = samples.chunks_exact_mut(2);
        for (pair, sample) in pairs.by_ref().zip(next.by_ref()) {
            pair.copy_from_slice(&sample.to_le_bytes());
        }
        if let ([last], Some(sample)) = (pairs.into_remainder(), next.next()) {
            let [low, _] = sample.to_le_bytes();
            *last = low;
        }
    }
}

/// Whole turns of every multiple of 100 Hz go into this many samples.
const PERIOD: u64 = 160;

/// A triangle from -800 to 800, 400 Hz and 100 Hz more for each channel: as good as a sine for the
/// ear, and the same on every machine.
fn tone(at: u64, channel: u64) -> i16 {
    let step = i16::try_from(at * (4 + channel) % PERIOD).unwrap_or(0);
    let height = if step < 80 { step - 40 } else { 120 - step };
    height * 20
}

/// Tones of all channels, with four bits of hiss.
struct Samples {
    table: Vec<i16>,
    place: usize,
    seed: u64,
    number: u64,
    /// Four bits for each sample up to the next multiple of 16.
    hiss: u64,
}

impl Iterator for Samples {
    type Item = i16;

    fn next(&mut self) -> Option<i16> {
        let tone = self.table.get(self.place).copied().unwrap_or(0);
        let hiss = i16::try_from(self.hiss & 0xf).unwrap_or(0);
        self.place += 1;
        if self.place == self.table.len() {
            self.place = 0;
        }
        self.number += 1;
        self.hiss >>= 4;
        if self.number % 16 == 0 {
            self.hiss = mixed(self.seed ^ (self.number / 16));
        }
        Some(tone + hiss - 8)
    }
}

const WAV_HEAD: u64 = 44;

/// A frame of MPEG 2 layer III at 48 kbit/s, 16 kHz, one channel: 36 ms.
const MP3_FRAME: u64 = 216;
const MP3_SAMPLES: u64 = 576;
/// Its header, and side information of nine zeros: no audio data is used, so it is silent, and
/// what follows up to the next frame is skipped.
const MP3_HEAD: [u8; 13] = [0xff, 0xf3, 0x68, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A file type box, and the beginning of a box that players skip (ISO/IEC 14496-12). No track
/// follows: it is an MP4 without anything to play.
const MP4_HEAD: &[u8] = b"\0\0\0\x18ftypisom\0\0\x02\0isommp42\0\0\0\0free\
No video is made up by the emulator; this takes the place of the recorded picture. ";
const MP4_TYPE_BOX: u32 = 0x18;

/// Nanoseconds times something a second, as a whole number.
fn whole(product: u128) -> u64 {
    u64::try_from(product / 1_000_000_000).unwrap_or(u64::MAX)
}

/// SplitMix64's last step: neighbors give numbers that have nothing in common.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(format: Format, channels: u16, millis: u64) -> Content {
        Content {
            format,
            channels,
            lasts: Duration::from_millis(millis),
            seed: 7,
        }
    }

    fn part(content: &Content, from: u64, length: u64) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        content.fill(from, &mut bytes);
        bytes
    }

    #[test]
    fn every_part_of_a_file_is_the_same_part_of_the_whole() {
        for (format, channels) in [
            (Format::Wav, 1),
            (Format::Wav, 5),
            (Format::Mp3, 1),
            (Format::Mp4, 1),
        ] {
            let content = content(format, channels, 100);
            let whole = part(&content, 0, content.length());
            for from in [0, 1, 2, 43, 44, 45, 100, 215, 216, 217] {
                for length in [0, 1, 2, 3, 64, 333] {
                    let at = usize::try_from(from).unwrap();
                    let part = part(&content, from, length);
                    assert_eq!(
                        part,
                        whole[at..at + part.len()],
                        "{format:?} {from}+{length}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_wav_contains_its_own_length() {
        let content = content(Format::Wav, 2, 1_500);
        assert_eq!(content.length(), 44 + 24_000 * 4);
        let head = part(&content, 0, 44);
        assert_eq!(&head[..4], b"RIFF");
        assert_eq!(head[4..8], (36_u32 + 96_000).to_le_bytes());
        assert_eq!(head[22..24], 2_u16.to_le_bytes());
        assert_eq!(head[24..28], 16_000_u32.to_le_bytes());
        assert_eq!(head[28..32], 64_000_u32.to_le_bytes());
        assert_eq!(head[32..36], [4, 0, 16, 0]);
        assert_eq!(head[40..44], 96_000_u32.to_le_bytes());
    }

    #[test]
    fn audio_is_soft_and_no_two_places_are_alike() {
        let content = content(Format::Wav, 1, 10_000);
        let audio = part(&content, 44, content.length() - 44);
        let loudest = audio
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs())
            .max();
        assert!(loudest.is_some_and(|loudest| (700..1_000).contains(&loudest)));
        let mut seen = std::collections::HashSet::new();
        assert!(audio.chunks_exact(320).all(|part| seen.insert(part)));
    }

    #[test]
    fn an_mp3_is_a_row_of_whole_frames() {
        let content = content(Format::Mp3, 1, 100);
        assert_eq!(content.length(), 3 * MP3_FRAME);
        let bytes = part(&content, 0, content.length());
        for frame in bytes.chunks_exact(216) {
            assert_eq!(frame[..13], MP3_HEAD);
            assert!(!frame[13..].contains(&0xff));
        }
    }

    #[test]
    fn an_mp4_is_a_file_type_and_one_box_that_says_what_it_is() {
        let content = content(Format::Mp4, 1, 1_000);
        let bytes = part(&content, 0, content.length());
        assert_eq!(bytes.len() as u64, MP4_HEAD.len() as u64 + 141_000);
        assert_eq!(
            bytes[24..28],
            u32::try_from(bytes.len() - 24).unwrap().to_be_bytes()
        );
        assert_eq!(&bytes[28..32], b"free");
        assert!(bytes[32..].starts_with(b"No video is made up"));
    }
}
