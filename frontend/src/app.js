// What makes pages more comfortable. Nothing here is needed: every page works without it.
import { dragQuestions } from "./js/asks.js";
import { dragPeople } from "./js/group-board.js";
import { focusAskedField } from "./js/asked-field.js";
import { suggestBrowserZone } from "./js/browser-zone.js";
import { copyInPlace } from "./js/copy.js";
import { focusErrorSummary } from "./js/error-summary.js";
import { findWhileTyping } from "./js/find.js";
import { openWhereNothingCanFold } from "./js/fold.js";
import { fetchRareLetters } from "./js/letters.js";
import { offerLocalTime } from "./js/local-time.js";
import { markWhatIsOn } from "./js/now.js";
import { showCurrentPlace } from "./js/current-place.js";
import { followProgress } from "./js/progress.js";
import { followWhatChanges } from "./js/follow.js";
import { starInPlace } from "./js/stars.js";
import { keepTyping } from "./js/typing.js";
import { pressOnce } from "./js/press-once.js";
import { askWhatFollows } from "./js/questions.js";
import { paintTimes } from "./js/painting.js";
import { rankInPlace } from "./js/ranking.js";
import { keepReportCard } from "./js/report-card.js";

focusErrorSummary();
focusAskedField();
suggestBrowserZone();
offerLocalTime();
showCurrentPlace();
keepTyping();
// After what was typed before is back.
askWhatFollows();
rankInPlace();
paintTimes();
dragQuestions();
dragPeople();
// Before `pressOnce`, which leaves alone what is sent in place.
starInPlace();
keepReportCard();
pressOnce();
findWhileTyping();
copyInPlace();
openWhereNothingCanFold();
markWhatIsOn();
fetchRareLetters();
followProgress();
followWhatChanges();
