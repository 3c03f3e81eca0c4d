// What stands above offline.js in the page: the script of the schedule editor.

interface EditorElement {
  data: object;
  parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
}

declare function scheduleEditor(element: EditorElement): void;
