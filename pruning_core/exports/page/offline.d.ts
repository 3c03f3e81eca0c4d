// The types of the schedule editor. In the page, its script comes before offline.js.

interface EditorElement {
  data: object;
  parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
}

declare function scheduleEditor(element: EditorElement): void;
