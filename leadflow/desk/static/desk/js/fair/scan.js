// Cards: a picture with a code, a vCard file, or pasted text. What they mean is told by the house when it can be asked.
const LONGEST = 200000;

export const canDetect = () => "BarcodeDetector" in window;

export async function codeIn(file) {
  const picture = await createImageBitmap(file);
  try {
    const detector = new window.BarcodeDetector({ formats: ["qr_code", "data_matrix", "aztec", "pdf417"] });
    const [found] = await detector.detect(picture);
    return found?.rawValue ?? "";
  } finally {
    picture.close();
  }
}

// Old cards are not written in UTF-8.
export async function textOf(file) {
  const bytes = await file.slice(0, 2000000).arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// Photos in cards are large and say nothing that is asked here.
function light(card) {
  return card.replace(/^(?:item\d+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:][^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n(?![A-Z-]+[;:])[^\r\n]*)*/gim, "").slice(0, LONGEST);
}

export function cardsIn(text) {
  const found = text.match(/BEGIN:VCARD[\s\S]*?END:VCARD/gi) ?? [];
  return found.map(light);
}

export const isPicture = (file) => file.type.startsWith("image/");

// null: the house cannot be asked right now.
export async function meaning(text) {
  const { dataset } = document.body;
  try {
    const state = await (await fetch(dataset.state, { cache: "no-store", redirect: "manual" })).json();
    const answer = await fetch(dataset.card, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
      body: JSON.stringify({ text }),
    });
    return answer.ok ? (await answer.json()).fields : null;
  } catch {
    return null;
  }
}

// A name for the list, without asking anybody.
export function nameOf(card) {
  const line = card.match(/^FN[^:\r\n]*:(.*)$/im) ?? card.match(/^(?:MECARD:)?N[^:\r\n]*:([^;\r\n]*)/im);
  return line ? line[1].trim().slice(0, 80) : "";
}
