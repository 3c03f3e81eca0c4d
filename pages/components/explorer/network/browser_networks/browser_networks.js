// @ts-check
// Keeps the networks that are too large for a link in the browser's storage.
// The keys of runs are in another storage, so large networks never take their space.

const DATABASE = "pruning schedule lab: networks";
const TABLE = "networks";
const MAX_NETWORKS = 30;

/** @typedef {{ name: string, text: string | null }} Data a network to store, or the name of a network to read */
/** @typedef {{ name: string, at: number, text: string }} Row */
/** @typedef {HTMLElement & { lastTask?: string }} Host */

/**
 * Store the network of the page, or read the network that the page asks for.
 *
 * @param {{ data: Data, parentElement: Host,
 *   setTriggerValue: (name: string, value: unknown) => void }} element
 */
export default function browserNetworks({ data, parentElement, setTriggerValue }) {
  const { name, text } = data;
  // Streamlit may call this function again with the same data.
  const task = `${text === null ? "read" : "store"} ${name}`;
  if (parentElement.lastTask === task) return;
  parentElement.lastTask = task;
  if (text === null) {
    readNetwork(name).then(
      (found) => setTriggerValue("answer", { name, text: found }),
      () => setTriggerValue("answer", { name, text: null }),
    );
  } else {
    // The browser may have no storage, or no space in it. Then the page says so.
    storeNetwork({ name, at: Date.now(), text }).catch(() => setTriggerValue("answer", { name, failed: true }));
  }
}

/**
 * @param {string} name
 * @returns {Promise<string | null>}
 */
async function readNetwork(name) {
  const database = await openDatabase();
  try {
    const row = await resultOf(database.transaction(TABLE).objectStore(TABLE).get(name));
    return row ? row.text : null;
  } finally {
    database.close();
  }
}

/**
 * Store a network. Of more than 30 networks, the oldest ones are deleted.
 *
 * @param {Row} row
 */
async function storeNetwork(row) {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(TABLE, "readwrite");
    const table = transaction.objectStore(TABLE);
    table.put(row);
    const names = await resultOf(table.index("at").getAllKeys());
    for (const name of names.slice(0, -MAX_NETWORKS)) table.delete(name);
    await endOf(transaction);
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(TABLE, { keyPath: "name" }).createIndex("at", "at");
  });
  return resultOf(request);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function endOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}
