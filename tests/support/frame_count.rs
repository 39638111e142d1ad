//! Owns counting the AMQP frames that go one way, however their bytes are cut up.

/// The protocol header, which is what a client says first and counts as its first frame.
const GREETING: usize = 8;
/// Type, channel and size; behind the payload is one more octet.
const HEAD: usize = 7;

/// How many frames have gone by whole, and how much of the next.
#[derive(Debug, Default)]
pub struct FrameCount {
    whole: u64,
    /// The first octets of a frame whose size is not known yet.
    head: Vec<u8>,
    /// What is missing of a frame whose size is known.
    missing: usize,
}

impl FrameCount {
    /// The frames that have gone by whole.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// Takes octets up to the end of a frame, or all of them when none ends here; tells how many.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            if self.missing == 0 {
                self.head.push(bytes[taken]);
                taken += 1;
                self.missing = self.size();
            } else {
                let part = self.missing.min(bytes.len() - taken);
                taken += part;
                self.missing -= part;
                if self.missing == 0 {
                    self.whole += 1;
                    self.head.clear();
                    break;
                }
            }
        }
        taken
    }

    /// What follows the head; 0 as long as that is not known.
    fn size(&self) -> usize {
        match *self.head {
            [b'A', _, _, _, _, _, _] => GREETING - HEAD,
            [_, _, _, s3, s2, s1, s0] => u32::from_be_bytes([s3, s2, s1, s0]) as usize + 1,
            _ => 0,
        }
    }
}
