/** The room inside of a frame. */
export interface PaneArea {
  readonly width: number;
  readonly height: number;
  /** Keys go there. */
  readonly focused: boolean;
}
