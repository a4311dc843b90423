// Takes a portrait by the camera or from a file, makes it 360 x 480 here, and sends the small JPEG.

const root = document.querySelector(".photo");
const [video, canvas] = [root.querySelector("video"), root.querySelector("canvas")];
const [snap, keep, again] = [".snap", ".keep", ".again"].map((name) => root.querySelector(name));
const problem = root.querySelector(".problem");
const QUALITY = 0.8;
let camera;

/** Draws the middle of a picture, in the shape of the portrait. */
function draw(source, width, height) {
  const ratio = canvas.width / canvas.height;
  const cut = width / height > ratio ? { w: height * ratio, h: height } : { w: width, h: width / ratio };
  const from = [(width - cut.w) / 2, (height - cut.h) / 2, cut.w, cut.h];
  canvas.getContext("2d").drawImage(source, ...from, 0, 0, canvas.width, canvas.height);
  show("picture");
}

function show(what) {
  video.hidden = what !== "camera";
  canvas.hidden = what !== "picture";
  snap.hidden = what !== "camera";
  keep.hidden = what !== "picture";
  again.hidden = what !== "picture";
  root.querySelector(".no-camera").hidden = what !== "nothing";
  problem.textContent = "";
}

async function openCamera() {
  try {
    camera ??= await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 } } });
    video.srcObject = camera;
    show("camera");
  } catch {
    show("nothing");
  }
}

snap.addEventListener("click", () => {
  draw(video, video.videoWidth, video.videoHeight);
  keep.focus();
});
again.addEventListener("click", openCamera);
root.querySelector("#file").addEventListener("change", async ({ target }) => {
  try {
    const picture = await createImageBitmap(target.files[0]);
    draw(picture, picture.width, picture.height);
  } catch {
    problem.textContent = root.dataset.bad;
  }
});
keep.addEventListener("click", () => {
  canvas.toBlob(
    async (jpeg) => {
      const { to } = root.dataset;
      const response = await fetch(`${to}/photo.jpg`, { method: "PUT", body: jpeg }).catch(() => undefined);
      if (response?.ok) location.assign(to);
      else problem.textContent = root.dataset.bad;
    },
    "image/jpeg",
    QUALITY,
  );
});
addEventListener("pagehide", () => {
  for (const track of camera?.getTracks() ?? []) track.stop();
});
await openCamera();
