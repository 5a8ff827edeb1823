/** What every page loads: navigation, small behaviours, and the doors to the parts that load when they are needed. */
import { startDoors } from "./doors";
import { startLauncher } from "./player/launcher";
import { startCopy } from "./small/copy";
import { startForms } from "./small/forms";
import { startHours } from "./small/hours";
import { startKeep } from "./small/keep";
import { startMenus } from "./small/menu";
import { startPage } from "./small/page";
import { startTurbo } from "./turbo";

startTurbo();
startMenus();
startForms();
startHours();
startCopy();
startKeep();
startPage();
startDoors();
startLauncher();
