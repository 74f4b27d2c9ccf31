/** Another lake that this one knows by a name. */
export interface Remote {
  readonly name: string;
  /** The folder of the lake, absolute: on a NAS, another disk, or beside this one. */
  readonly folder: string;
}
