const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const HEX = '0123456789abcdef';

/** CIDs of 36 bytes: CIDv1, raw or dag-cbor, sha2-256; the unused bits of the last digit are zero. */
const CID = /^baf[ky]rei[a-h][a-z2-7]{50}[aeimquy4]$/;

/** Whether this text is a CID of the kinds that dlake has, in base32, in its one form. */
export const isCidText = (text: string): boolean => CID.test(text);

/** The 72 hex digits of a CID's 36 bytes in multibase base32 (RFC 4648, lower case, without padding). */
export function base32OfHex(hex: string): string {
  let text = 'b';
  for (let at = 0; at < 70; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16);
    text += `${digit32(bits >> 15)}${digit32(bits >> 10)}${digit32(bits >> 5)}${digit32(bits)}`;
  }
  const rest = Number.parseInt(hex.slice(70), 16) << 2;
  return `${text}${digit32(rest >> 5)}${digit32(rest)}`;
}

/** The 72 hex digits of a CID for which `isCidText` holds. */
export function hexOfBase32(text: string): string {
  let hex = '';
  for (let at = 1; at < 57; at += 4) {
    const bits =
      (bits32(text, at) << 15) |
      (bits32(text, at + 1) << 10) |
      (bits32(text, at + 2) << 5) |
      bits32(text, at + 3);
    hex += `${digit16(bits >> 16)}${digit16(bits >> 12)}${digit16(bits >> 8)}${digit16(bits >> 4)}${digit16(bits)}`;
  }
  const rest = ((bits32(text, 57) << 5) | bits32(text, 58)) >> 2;
  return `${hex}${digit16(rest >> 4)}${digit16(rest)}`;
}

const digit32 = (bits: number): string => ALPHABET.charAt(bits & 31);
const digit16 = (bits: number): string => HEX.charAt(bits & 15);

/** The value of a digit: a to z are 0 to 25, 2 to 7 are 26 to 31. */
function bits32(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0x61 ? code - 0x61 : code - 24;
}
