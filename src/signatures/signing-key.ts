/** An Ed25519 key that signs, here or in an ssh-agent. */
export interface SigningKey {
  /** The 32 bytes of its public half. */
  readonly point: Buffer;
  /** The 64 bytes of a signature over these. Throws `key-invalid` where an agent refuses. */
  sign(bytes: Uint8Array): Promise<Buffer>;
}
