<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>llmproxy::clients::Vendor</name>
    <message>
        <source>the SDK adds /v1/messages itself</source>
        <translation>das SDK hängt /v1/messages selbst an</translation>
    </message>
    <message>
        <source>or base_url in http_options</source>
        <translation>oder base_url in http_options</translation>
    </message>
    <message>
        <source>requests are signed: send them here after signing</source>
        <translation>Anfragen sind signiert: nach dem Signieren hierher senden</translation>
    </message>
    <message>
        <source># A signature covers the host and the path, so a variable cannot point the AWS SDKs here.
# See Python, Node or Go.</source>
        <translation># Eine Signatur deckt Host und Pfad ab, daher kann keine Variable die AWS-SDKs hierher richten.
# Siehe Python, Node oder Go.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::AboutDialog</name>
    <message>
        <source>About LLM Proxy</source>
        <translation>Über LLM Proxy</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>build, system, files and counters</source>
        <translation>Build, System, Dateien und Zähler</translation>
    </message>
    <message>
        <source>Icon of LLM Proxy</source>
        <translation>Symbol von LLM Proxy</translation>
    </message>
    <message>
        <source>A local developer gateway for LLM APIs</source>
        <translation>Ein lokales Gateway für LLM-APIs, für Entwickler</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>Commit</translation>
    </message>
    <message>
        <source>none: built outside a repository</source>
        <translation>keiner: außerhalb eines Repositorys gebaut</translation>
    </message>
    <message>
        <source>Built</source>
        <translation>Gebaut</translation>
    </message>
    <message>
        <source>Compiler</source>
        <translation>Compiler</translation>
    </message>
    <message>
        <source>Qt</source>
        <translation>Qt</translation>
    </message>
    <message>
        <source>%1 built with, %2 running</source>
        <translation>%1 beim Bauen, %2 zur Laufzeit</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>built-in defaults</source>
        <translation>eingebaute Vorgaben</translation>
    </message>
    <message>
        <source>Window settings</source>
        <translation>Fenstereinstellungen</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>LLM Proxy: MIT. Qt: LGPL-3. Qt Charts, which this window is built with: GPL-3, so the window as shipped is under the GPL-3; the program without it is not. yaml-cpp, llhttp: MIT. OpenSSL: Apache-2.0.</source>
        <translation>LLM Proxy: MIT. Qt: LGPL-3. Qt Charts, mit dem dieses Fenster gebaut ist: GPL-3, das ausgelieferte Fenster steht daher unter der GPL-3, das Programm ohne Fenster nicht. yaml-cpp, llhttp: MIT. OpenSSL: Apache-2.0.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ActionTable</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Traffic</source>
        <translation>&amp;Verkehr</translation>
    </message>
    <message>
        <source>&amp;Breakers</source>
        <translation>&amp;Sicherungen</translation>
    </message>
    <message>
        <source>T&amp;est</source>
        <translation>T&amp;est</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::AttemptsTab</name>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Gewartet</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Nothing was sent upstream.</source>
        <translation>Nichts wurde zum Anbieter gesendet.</translation>
    </message>
    <message>
        <source>The breaker said: %1.</source>
        <translation>Die Sicherung sagte: %1.</translation>
    </message>
    <message>
        <source>Counted as: %1.</source>
        <translation>Gezählt als: %1.</translation>
    </message>
    <message>
        <source>Test mode: %1.</source>
        <translation>Testmodus: %1.</translation>
    </message>
    <message>
        <source>Over the limit %1.</source>
        <translation>Über dem Limit %1.</translation>
    </message>
    <message>
        <source>The provider's id: %1.</source>
        <translation>Die Kennung des Anbieters: %1.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::BreakerCard</name>
    <message>
        <source>OBSERVE ONLY</source>
        <translation>NUR BEOBACHTEN</translation>
    </message>
    <message>
        <source>rollup %1 of %2</source>
        <translation>Rollup %1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <comment>a failure, its time</comment>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>%1, request #%2</source>
        <comment>a failure and its time</comment>
        <translation>%1, Anfrage #%2</translation>
    </message>
    <message>
        <source>Requests per second over the last six seconds; errors and time to the first token of the last 15 minutes; blocked calls since the start. Kept in memory.</source>
        <translation>Anfragen je Sekunde über die letzten sechs Sekunden; Fehler und Zeit bis zum ersten Token der letzten 15 Minuten; abgewiesene Aufrufe seit dem Start. Im Speicher gehalten.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::BreakerRows</name>
    <message>
        <source>%1  %2  request #%3</source>
        <comment>time, cause, number</comment>
        <translation>%1  %2  Anfrage #%3</translation>
    </message>
    <message>
        <source>Circuit</source>
        <translation>Stromkreis</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Als Nächstes</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Abgewiesen</translation>
    </message>
    <message>
        <source>Last cause</source>
        <translation>Letzte Ursache</translation>
    </message>
    <message>
        <source>State over time</source>
        <translation>Zustand im Verlauf</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>Ursache</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>OBSERVE ONLY (mode: log), nothing is blocked</source>
        <translation>NUR BEOBACHTEN (mode: log), nichts wird abgewiesen</translation>
    </message>
    <message>
        <source>ENFORCE</source>
        <translation>DURCHSETZEN</translation>
    </message>
    <message>
        <source>threshold %1 in %2 s</source>
        <translation>Schwelle %1 in %2 s</translation>
    </message>
    <message>
        <source>cooldown %1 s</source>
        <translation>Abkühlung %1 s</translation>
    </message>
    <message>
        <source>rollup %1 in %2 s</source>
        <translation>Rollup %1 in %2 s</translation>
    </message>
    <message>
        <source>no rollup</source>
        <translation>kein Rollup</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::BreakersPage</name>
    <message>
        <source>The circuit breaker is off (enabled: false). Failures pass through untouched.</source>
        <translation>Die Sicherung ist aus (enabled: false). Fehler werden unverändert durchgereicht.</translation>
    </message>
    <message>
        <source>Show the setting</source>
        <translation>Einstellung zeigen</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Circuits</source>
        <translation>Stromkreise</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Time shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Jetzt proben</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Ends what was forced; the circuit is closed and its failures forgotten</source>
        <translation>Beendet, was erzwungen wurde; der Stromkreis ist geschlossen, seine Fehler sind vergessen</translation>
    </message>
    <message>
        <source>Copy state</source>
        <translation>Zustand kopieren</translation>
    </message>
    <message>
        <source>Force open</source>
        <translation>Öffnen erzwingen</translation>
    </message>
    <message>
        <source>Force closed</source>
        <translation>Schließen erzwingen</translation>
    </message>
    <message numerus="yes">
        <source>for %n minute(s)</source>
        <translation><numerusform>für %n Minute</numerusform><numerusform>für %n Minuten</numerusform></translation>
    </message>
    <message>
        <source>until it is released</source>
        <translation>bis zur Freigabe</translation>
    </message>
    <message>
        <source>%1 open</source>
        <translation>%1 offen</translation>
    </message>
    <message>
        <source>What happened at %1</source>
        <translation>Was bei %1 geschah</translation>
    </message>
    <message>
        <source>%1: nothing since %2</source>
        <translation>%1: nichts seit %2</translation>
    </message>
    <message>
        <source>&amp;Next unhealthy circuit</source>
        <translation>&amp;Nächster kranker Stromkreis</translation>
    </message>
    <message>
        <source>&amp;Probe the chosen circuit now</source>
        <translation>Gewählten Stromkreis jetzt &amp;proben</translation>
    </message>
    <message>
        <source>&amp;Release the chosen circuit</source>
        <translation>Gewählten Stromkreis &amp;freigeben</translation>
    </message>
    <message>
        <source>&amp;Copy the chosen circuit's state</source>
        <translation>Zustand des gewählten Stromkreises &amp;kopieren</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::CircuitView</name>
    <message>
        <source>Forced open</source>
        <translation>Öffnen erzwungen</translation>
    </message>
    <message>
        <source>Re-opened</source>
        <translation>Wieder geöffnet</translation>
    </message>
    <message>
        <source>Tripped open</source>
        <translation>Ausgelöst</translation>
    </message>
    <message>
        <source>Closed by hand</source>
        <translation>Von Hand geschlossen</translation>
    </message>
    <message>
        <source>Closed (recovered)</source>
        <translation>Geschlossen (erholt)</translation>
    </message>
    <message>
        <source>Recovery probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Probe lost</source>
        <translation>Probe verloren</translation>
    </message>
    <message>
        <source>Blocked as a whole</source>
        <translation>Als Ganzes gesperrt</translation>
    </message>
    <message>
        <source>No longer blocked as a whole</source>
        <translation>Nicht mehr als Ganzes gesperrt</translation>
    </message>
    <message>
        <source>Changed by hand</source>
        <translation>Von Hand geändert</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>probe failed: %1</source>
        <translation>Probe misslungen: %1</translation>
    </message>
    <message>
        <source>probe succeeded</source>
        <translation>Probe gelungen</translation>
    </message>
    <message>
        <source>all of its models are blocked by the rollup</source>
        <translation>alle seine Modelle sind durch den Rollup gesperrt</translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) with failures, all closed</source>
        <translation><numerusform>%n Schlüssel mit Fehlern, geschlossen</numerusform><numerusform>%n Schlüssel mit Fehlern, alle geschlossen</numerusform></translation>
    </message>
    <message>
        <source>no model named</source>
        <translation>kein Modell genannt</translation>
    </message>
    <message>
        <source>%1 of %2 keys open: %3</source>
        <translation>%1 von %2 Schlüsseln offen: %3</translation>
    </message>
    <message>
        <source>%1 of %2 keys half-open: %3</source>
        <translation>%1 von %2 Schlüsseln halb offen: %3</translation>
    </message>
    <message>
        <source>%1 of %2 models open within %3 s</source>
        <translation>%1 von %2 Modellen offen innerhalb %3 s</translation>
    </message>
    <message>
        <source>%1 req/s</source>
        <translation>%1 Anfr./s</translation>
    </message>
    <message>
        <source>%1 % err</source>
        <translation>%1 % Fehler</translation>
    </message>
    <message>
        <source>TTFT p50 %1</source>
        <translation>TTFT p50 %1</translation>
    </message>
    <message>
        <source>would have blocked %1</source>
        <translation>hätte %1 abgewiesen</translation>
    </message>
    <message>
        <source>blocked %1</source>
        <translation>%1 abgewiesen</translation>
    </message>
    <message>
        <source>no failures remembered</source>
        <translation>keine Fehler gemerkt</translation>
    </message>
    <message>
        <source>no request so far</source>
        <translation>bisher keine Anfrage</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>gesund</translation>
    </message>
    <message>
        <source>%1, all models</source>
        <translation>%1, alle Modelle</translation>
    </message>
    <message>
        <source>%1 (no model named)</source>
        <translation>%1 (kein Modell genannt)</translation>
    </message>
    <message>
        <source>OPEN (ROLLUP)</source>
        <translation>OFFEN (ROLLUP)</translation>
    </message>
    <message>
        <source>NOT ENABLED</source>
        <translation>NICHT AKTIV</translation>
    </message>
    <message>
        <source>BREAKER OFF</source>
        <translation>SICHERUNG AUS</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ConnectionCard</name>
    <message>
        <source>Visible to your network: other machines can use this gateway.</source>
        <translation>Im Netz sichtbar: andere Rechner können dieses Gateway benutzen.</translation>
    </message>
    <message>
        <source>Your keys pass through. They are not stored, and shown as sk-㼪.</source>
        <translation>Ihre Schlüssel laufen durch. Sie werden nicht gespeichert und als sk-㼪 gezeigt.</translation>
    </message>
    <message>
        <source>The gateway is not listening</source>
        <translation>Das Gateway lauscht nicht</translation>
    </message>
    <message>
        <source>Point your SDK here, and keep your own key</source>
        <translation>Richten Sie Ihr SDK hierher, mit Ihrem eigenen Schlüssel</translation>
    </message>
    <message>
        <source>Base URL for %1: %2</source>
        <translation>Basis-URL für %1: %2</translation>
    </message>
    <message>
        <source>Base URL for %1</source>
        <translation>Basis-URL für %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>the base URL for %1</source>
        <translation>die Basis-URL für %1</translation>
    </message>
    <message>
        <source>Show how</source>
        <translation>Zeigen, wie</translation>
    </message>
    <message>
        <source>Show how to reach %1</source>
        <translation>Zeigen, wie %1 erreicht wird</translation>
    </message>
    <message>
        <source>Show connection help</source>
        <translation>Hilfe zum Verbinden zeigen</translation>
    </message>
    <message>
        <source>Hide connection help</source>
        <translation>Hilfe zum Verbinden verbergen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Conversation</name>
    <message>
        <source>request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>under way, %1 so far</source>
        <translation>unterwegs, bisher %1</translation>
    </message>
    <message>
        <source>end</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>There is no body.</source>
        <translation>Es gibt keinen Rumpf.</translation>
    </message>
    <message>
        <source>The body was dropped to keep the budget; head, usage and cost remain.</source>
        <translation>Der Rumpf wurde aus Platzgründen verworfen; Kopf, Verbrauch und Kosten bleiben.</translation>
    </message>
    <message>
        <source>The body ends before it is complete.</source>
        <translation>Der Rumpf endet, bevor er vollständig ist.</translation>
    </message>
    <message>
        <source>Only the first %1 of %2 are kept.</source>
        <translation>Nur die ersten %1 von %2 sind aufgehoben.</translation>
    </message>
    <message>
        <source>No conversation that is known here. See the tab Raw.</source>
        <translation>Kein Gespräch, das hier bekannt ist. Siehe den Reiter Roh.</translation>
    </message>
    <message>
        <source>The body is compressed in a way that cannot be undone here.</source>
        <translation>Der Rumpf ist so komprimiert, dass es hier nicht rückgängig zu machen ist.</translation>
    </message>
    <message>
        <source>The body is too long to be read to its end.</source>
        <translation>Der Rumpf ist zu lang, um ihn bis zum Ende zu lesen.</translation>
    </message>
    <message>
        <source>The body is not kept: see traffic.capture_bodies and its limits.</source>
        <translation>Der Rumpf ist nicht aufgehoben: siehe traffic.capture_bodies und seine Grenzen.</translation>
    </message>
    <message>
        <source>system</source>
        <translation>System</translation>
    </message>
    <message>
        <source>%1 words</source>
        <translation>%1 Wörter</translation>
    </message>
    <message>
        <source>other content</source>
        <translation>anderer Inhalt</translation>
    </message>
    <message>
        <source>thinking, encrypted, %1</source>
        <translation>Nachdenken, verschlüsselt, %1</translation>
    </message>
    <message>
        <source>thinking, %1 words</source>
        <translation>Nachdenken, %1 Wörter</translation>
    </message>
    <message>
        <source>call %1</source>
        <translation>Aufruf %1</translation>
    </message>
    <message>
        <source>result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>result of %1</source>
        <translation>Ergebnis von %1</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>1 definition: %1</source>
        <translation>1 Definition: %1</translation>
    </message>
    <message>
        <source>%2 definitions: %1</source>
        <translation>%2 Definitionen: %1</translation>
    </message>
    <message>
        <source>tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>%1 tokens in</source>
        <translation>%1 Token ein</translation>
    </message>
    <message>
        <source>%1 of them from the cache</source>
        <translation>davon %1 aus dem Cache</translation>
    </message>
    <message>
        <source>%1 more from the cache</source>
        <translation>%1 weitere aus dem Cache</translation>
    </message>
    <message>
        <source>%1 out</source>
        <translation>%1 aus</translation>
    </message>
    <message>
        <source>%1 for thinking</source>
        <translation>%1 zum Nachdenken</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::CopyButton</name>
    <message>
        <source>%1: %2</source>
        <comment>a button and what it copies</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::CounterTile</name>
    <message>
        <source>%1, %2</source>
        <comment>value, note</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::DiffWindow</name>
    <message>
        <source>What is compared</source>
        <translation>Was verglichen wird</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>#%1 and #%2</source>
        <translation>#%1 und #%2</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>%1 lines that are the same</source>
        <translation>%1 gleiche Zeilen</translation>
    </message>
    <message>
        <source>There is no difference.</source>
        <translation>Es gibt keinen Unterschied.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ErrorBars</name>
    <message>
        <source>Not running: %1 (tried %2)</source>
        <translation>Läuft nicht: %1 (versucht um %2)</translation>
    </message>
    <message>
        <source>Use %1 now</source>
        <translation>Jetzt %1 benutzen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Still running with the configuration of %1.</source>
        <translation>Läuft weiter mit der Konfiguration von %1.</translation>
    </message>
    <message>
        <source>Running with the built-in configuration instead.</source>
        <translation>Läuft stattdessen mit der eingebauten Konfiguration.</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>%1 requests were not recorded: the recorder could not keep up. They were answered all the same.</source>
        <translation>%1 Anfragen wurden nicht aufgezeichnet: der Rekorder kam nicht nach. Beantwortet wurden sie trotzdem.</translation>
    </message>
    <message>
        <source>Cost records are lost at %1: %2 (%3 so far)</source>
        <translation>Kostensätze gehen verloren bei %1: %2 (bisher %3)</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::EventTable</name>
    <message>
        <source>%1 (cut off)</source>
        <translation>%1 (abgeschnitten)</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>Was es sagt</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::EventsTab</name>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Nothing came, or nothing of it is kept.</source>
        <translation>Nichts kam, oder nichts davon ist aufgehoben.</translation>
    </message>
    <message>
        <source>Select an event to see all of it.</source>
        <translation>Wählen Sie ein Ereignis, um es ganz zu sehen.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ExchangeCommands</name>
    <message>
        <source>&amp;Mark or unmark</source>
        <translation>&amp;Markieren oder Marke lösen</translation>
    </message>
    <message>
        <source>C&amp;omment</source>
        <translation>K&amp;ommentar</translation>
    </message>
    <message>
        <source>Copy &amp;URL</source>
        <translation>&amp;URL kopieren</translation>
    </message>
    <message>
        <source>Copy as P&amp;ython</source>
        <translation>Als P&amp;ython kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;Node</source>
        <translation>Als &amp;Node kopieren</translation>
    </message>
    <message>
        <source>E&amp;xport selected as JSON Lines…</source>
        <translation>Gewählte als JSON Lines e&amp;xportieren…</translation>
    </message>
    <message>
        <source>Export selected as &amp;HAR…</source>
        <translation>Gewählte als &amp;HAR exportieren…</translation>
    </message>
    <message>
        <source>&amp;Differences to the one before</source>
        <translation>&amp;Unterschiede zur vorigen</translation>
    </message>
    <message>
        <source>Differences of &amp;two selected</source>
        <translation>Unterschiede &amp;zweier gewählter</translation>
    </message>
    <message>
        <source>&amp;Send again…</source>
        <translation>&amp;Noch einmal senden…</translation>
    </message>
    <message>
        <source>&amp;Edit and send again…</source>
        <translation>&amp;Ändern und noch einmal senden…</translation>
    </message>
    <message>
        <source>Open in a &amp;window of its own</source>
        <translation>In eigenem &amp;Fenster öffnen</translation>
    </message>
    <message>
        <source>As cURL</source>
        <translation>Als cURL</translation>
    </message>
    <message>
        <source>As Python</source>
        <translation>Als Python</translation>
    </message>
    <message>
        <source>As Node</source>
        <translation>Als Node</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Copied; keys are read from the environment</source>
        <translation>Kopiert; Schlüssel werden aus der Umgebung gelesen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Export as JSON Lines</source>
        <translation>Als JSON Lines exportieren</translation>
    </message>
    <message>
        <source>Export as HAR</source>
        <translation>Als HAR exportieren</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ist gewählt</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>No request before it is of the same conversation</source>
        <translation>Keine frühere Anfrage gehört zum selben Gespräch</translation>
    </message>
    <message>
        <source>Select two requests to compare them</source>
        <translation>Wählen Sie zwei Anfragen zum Vergleich</translation>
    </message>
    <message>
        <source>#%1</source>
        <translation>#%1</translation>
    </message>
    <message>
        <source>Sent again: %1</source>
        <translation>Noch einmal gesendet: %1</translation>
    </message>
    <message>
        <source>Not sent again: %1</source>
        <translation>Nicht noch einmal gesendet: %1</translation>
    </message>
    <message>
        <source>Sent again</source>
        <translation>Noch einmal gesendet</translation>
    </message>
    <message>
        <source>Copy &amp;as cURL</source>
        <translation>&amp;Als cURL kopieren</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ExchangeDetail</name>
    <message>
        <source>Select a request to see what was said.</source>
        <translation>Wählen Sie eine Anfrage, um zu sehen, was gesagt wurde.</translation>
    </message>
    <message>
        <source> in %1</source>
        <comment>after a status</comment>
        <translation> in %1</translation>
    </message>
    <message>
        <source> after %1 tries</source>
        <translation> nach %1 Versuchen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ExchangeList</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ExchangeText</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>By</source>
        <comment>who answered</comment>
        <translation>Von</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Bytes in → out</source>
        <translation>Bytes ein → aus</translation>
    </message>
    <message>
        <source>proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>up</source>
        <comment>upstream</comment>
        <translation>oben</translation>
    </message>
    <message>
        <source>none</source>
        <comment>no status</comment>
        <translation>keiner</translation>
    </message>
    <message>
        <source>The client left before the end</source>
        <translation>Der Client ging vor dem Ende</translation>
    </message>
    <message>
        <source>Broken off by the upstream</source>
        <translation>Vom Anbieter abgebrochen</translation>
    </message>
    <message>
        <source>Ended by the proxy</source>
        <translation>Vom Proxy beendet</translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation>Zeit überschritten</translation>
    </message>
    <message>
        <source>Receiving the request</source>
        <translation>Empfängt die Anfrage</translation>
    </message>
    <message>
        <source>Waiting for the upstream</source>
        <translation>Wartet auf den Anbieter</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>Strömt</translation>
    </message>
    <message>
        <source>Answered by the proxy</source>
        <translation>Vom Proxy beantwortet</translation>
    </message>
    <message>
        <source>Answered by the upstream</source>
        <translation>Vom Anbieter beantwortet</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>First byte after</source>
        <translation>Erstes Byte nach</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Request body</source>
        <translation>Rumpf der Anfrage</translation>
    </message>
    <message>
        <source>Response body</source>
        <translation>Rumpf der Antwort</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>TTFT</source>
        <comment>time to first token</comment>
        <translation>TTFT</translation>
    </message>
    <message>
        <source>Tokens in → out</source>
        <translation>Token ein → aus</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>Token/s</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Finish reason</source>
        <translation>Grund des Endes</translation>
    </message>
    <message>
        <source>Failure class</source>
        <translation>Fehlerklasse</translation>
    </message>
    <message>
        <source>Waited before retries</source>
        <translation>Vor Wiederholungen gewartet</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>Kennung der Anfrage</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>bypass</source>
        <translation>Umgehung</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::HeadLines</name>
    <message>
        <source>None.</source>
        <translation>Keine.</translation>
    </message>
    <message>
        <source>The head is not kept any more.</source>
        <translation>Der Kopf ist nicht mehr aufgehoben.</translation>
    </message>
    <message>
        <source>Nothing was sent upstream.</source>
        <translation>Nichts wurde zum Anbieter gesendet.</translation>
    </message>
    <message>
        <source>The proxy answered itself.</source>
        <translation>Der Proxy hat selbst geantwortet.</translation>
    </message>
    <message>
        <source>Request as received</source>
        <translation>Anfrage, wie empfangen</translation>
    </message>
    <message>
        <source>Request as forwarded: %1</source>
        <translation>Anfrage, wie weitergereicht: %1</translation>
    </message>
    <message>
        <source>Response of the provider</source>
        <translation>Antwort des Anbieters</translation>
    </message>
    <message>
        <source>Response as sent: %1</source>
        <translation>Antwort, wie gesendet: %1</translation>
    </message>
    <message>
        <source>Body: the same %1 went in and out, byte for byte (XXH3-128 %2).</source>
        <translation>Rumpf: dieselben %1 gingen ein und aus, Byte für Byte (XXH3-128 %2).</translation>
    </message>
    <message>
        <source>Body: not the same went out as came in (XXH3-128 %1 in, %2 out).</source>
        <translation>Rumpf: anderes ging aus, als einging (XXH3-128 %1 ein, %2 aus).</translation>
    </message>
    <message>
        <source>+ added</source>
        <translation>+ hinzugekommen</translation>
    </message>
    <message>
        <source>− removed</source>
        <translation>− entfernt</translation>
    </message>
    <message>
        <source>~ changed</source>
        <translation>~ geändert</translation>
    </message>
    <message>
        <source>no field changed</source>
        <translation>kein Feld geändert</translation>
    </message>
    <message>
        <source>1 field changed</source>
        <translation>1 Feld geändert</translation>
    </message>
    <message>
        <source>%1 fields changed</source>
        <translation>%1 Felder geändert</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::HeadersTab</name>
    <message>
        <source>Headers</source>
        <translation>Köpfe</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::HealthNews</name>
    <message>
        <source>%1: breaker open</source>
        <translation>%1: Sicherung offen</translation>
    </message>
    <message>
        <source>%1: breaker closed again</source>
        <translation>%1: Sicherung wieder geschlossen</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>Minute</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>%1 at %2 % of a limit</source>
        <translation>%1 bei %2 % eines Limits</translation>
    </message>
    <message>
        <source>%1 of %2 %3 a %4</source>
        <comment>500 of 1000 requests a minute</comment>
        <translation>%1 von %2 %3 je %4</translation>
    </message>
    <message>
        <source>The gateway has stopped</source>
        <translation>Das Gateway wurde angehalten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::KeyWords</name>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>%1 of %2 failures in %3 s</source>
        <translation>%1 von %2 Fehlern in %3 s</translation>
    </message>
    <message numerus="yes">
        <source>tripped by %n failure(s)</source>
        <translation><numerusform>ausgelöst durch %n Fehler</numerusform><numerusform>ausgelöst durch %n Fehler</numerusform></translation>
    </message>
    <message>
        <source>%1 in %2 s</source>
        <comment>tripped by 5 failures; seconds</comment>
        <translation>%1 in %2 s</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <comment>a failure, its time</comment>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>by %1, %2 left</source>
        <comment>person, time</comment>
        <translation>von %1, noch %2</translation>
    </message>
    <message>
        <source>by %1, for good</source>
        <translation>von %1, auf Dauer</translation>
    </message>
    <message>
        <source>probe in %1</source>
        <translation>Probe in %1</translation>
    </message>
    <message>
        <source>probe running %1</source>
        <translation>Probe läuft %1</translation>
    </message>
    <message>
        <source>probes with the next call</source>
        <translation>probt mit dem nächsten Aufruf</translation>
    </message>
    <message>
        <source>forced closed by %1</source>
        <translation>Schließen erzwungen von %1</translation>
    </message>
    <message>
        <source>forced open by %1</source>
        <translation>Öffnen erzwungen von %1</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1, noch %2</translation>
    </message>
    <message>
        <source>failures do not open it</source>
        <translation>Fehler öffnen sie nicht</translation>
    </message>
    <message>
        <source>answers 503 to every caller</source>
        <translation>antwortet jedem mit 503</translation>
    </message>
    <message>
        <source>%1 — %2</source>
        <comment>cause, what comes next</comment>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>gesund</translation>
    </message>
    <message>
        <source>healthy · last failure %1, out in %2 s</source>
        <translation>gesund · letzter Fehler %1, vergessen in %2 s</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::LimitBar</name>
    <message>
        <source>∞ · %1 used</source>
        <translation>∞ · %1 verbraucht</translation>
    </message>
    <message>
        <source>%1 + %2 held / %3</source>
        <comment>used, reserved, limit</comment>
        <translation>%1 + %2 belegt / %3</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>used, limit</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>REJECTING</source>
        <translation>WEIST AB</translation>
    </message>
    <message>
        <source>OVER</source>
        <translation>DARÜBER</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::LimitRows</name>
    <message>
        <source>MINUTE</source>
        <translation>MINUTE</translation>
    </message>
    <message>
        <source>DAY</source>
        <translation>TAG</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>Minute</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>%1: requests %2, tokens %3</source>
        <translation>%1: Anfragen %2, Token %3</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Over the limit</source>
        <translation>Über dem Limit</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Retry after</source>
        <translation>Wieder nach</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>%1 %2 a %3</source>
        <comment>500 requests a minute</comment>
        <translation>%1 %2 je %3</translation>
    </message>
    <message>
        <source>%1 (only observed)</source>
        <translation>%1 (nur beobachtet)</translation>
    </message>
    <message>
        <source>ENFORCE</source>
        <translation>DURCHSETZEN</translation>
    </message>
    <message>
        <source>OBSERVE ONLY (mode: log), nothing is refused</source>
        <translation>NUR BEOBACHTEN (mode: log), nichts wird abgewiesen</translation>
    </message>
    <message numerus="yes">
        <source>%n scope(s) in use</source>
        <translation><numerusform>%n Bereich in Gebrauch</numerusform><numerusform>%n Bereiche in Gebrauch</numerusform></translation>
    </message>
    <message>
        <source>today %1 allowed, %2 refused</source>
        <translation>heute %1 zugelassen, %2 abgewiesen</translation>
    </message>
    <message>
        <source>today %1 within the limits, %2 over them</source>
        <translation>heute %1 innerhalb der Limits, %2 darüber</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::LimitsPage</name>
    <message>
        <source>The rate limiter is off (enabled: false). Nothing is counted or refused.</source>
        <translation>Die Begrenzung ist aus (enabled: false). Nichts wird gezählt oder abgewiesen.</translation>
    </message>
    <message>
        <source>Show the setting</source>
        <translation>Einstellung zeigen</translation>
    </message>
    <message>
        <source>Rate limits</source>
        <translation>Limits</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Minute</source>
        <translation>Minute</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>No limit is set: everything is ∞. Use is still counted.</source>
        <translation>Kein Limit ist gesetzt: alles ist ∞. Gezählt wird trotzdem.</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Refused calls</source>
        <translation>Abgewiesene Aufrufe</translation>
    </message>
    <message>
        <source>%1 full</source>
        <translation>%1 voll</translation>
    </message>
    <message>
        <source>Nothing was refused since %1</source>
        <translation>Seit %1 wurde nichts abgewiesen</translation>
    </message>
    <message>
        <source>Refused, the newest %1</source>
        <translation>Abgewiesen, die neuesten %1</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::LineChart</name>
    <message>
        <source>%d min</source>
        <comment>minutes on a time axis</comment>
        <translation>%d min</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Lines</name>
    <message>
        <source>%1 more lines</source>
        <translation>%1 weitere Zeilen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ListeningLine</name>
    <message>
        <source>Send a test request</source>
        <translation>Testanfrage senden</translation>
    </message>
    <message>
        <source>answered by the gateway, costs nothing</source>
        <translation>vom Gateway beantwortet, kostet nichts</translation>
    </message>
    <message>
        <source>waiting for the answer…</source>
        <translation>wartet auf die Antwort…</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) received</source>
        <translation><numerusform>%n Anfrage empfangen</numerusform><numerusform>%n Anfragen empfangen</numerusform></translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Lauscht nicht</translation>
    </message>
    <message>
        <source>Listening for the first request…</source>
        <translation>Lauscht auf die erste Anfrage…</translation>
    </message>
    <message>
        <source>No answer: %1</source>
        <translation>Keine Antwort: %1</translation>
    </message>
    <message>
        <source>GET /health answered %1 in %2</source>
        <translation>GET /health antwortete %1 in %2</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::MainWindow</name>
    <message>
        <source>LLM Proxy</source>
        <translation>LLM Proxy</translation>
    </message>
    <message>
        <source>Quit LLM Proxy?</source>
        <translation>LLM Proxy beenden?</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are in flight.</source>
        <translation><numerusform>%n Anfrage läuft noch.</numerusform><numerusform>%n Anfragen laufen noch.</numerusform></translation>
    </message>
    <message>
        <source>They are given time to end before the gateway stops.</source>
        <translation>Sie bekommen Zeit zu enden, bevor das Gateway anhält.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>&amp;Reload configuration</source>
        <translation>Konfiguration neu &amp;laden</translation>
    </message>
    <message>
        <source>&amp;Close the window</source>
        <translation>Fenster &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Next pane</source>
        <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
        <source>&amp;Previous pane</source>
        <translation>&amp;Voriger Bereich</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>V&amp;ollbild</translation>
    </message>
    <message>
        <source>Theme of the &amp;system</source>
        <translation>Thema des &amp;Systems</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>&amp;Helles Thema</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>&amp;Dunkles Thema</translation>
    </message>
    <message>
        <source>&amp;Connect an SDK…</source>
        <translation>Ein SDK &amp;verbinden…</translation>
    </message>
    <message>
        <source>&amp;Shortcuts…</source>
        <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>&amp;About LLM Proxy</source>
        <translation>&amp;Über LLM Proxy</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::MessagesTab</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Navigation</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::NotesTab</name>
    <message>
        <source>Marked</source>
        <translation>Markiert</translation>
    </message>
    <message>
        <source>M in the list does the same</source>
        <translation>M in der Liste tut dasselbe</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>A comment of your own. It stays in this window and is gone with it.</source>
        <translation>Ein eigener Kommentar. Er bleibt in diesem Fenster und vergeht mit ihm.</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Listen address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Copy URLs</source>
        <translation>URLs kopieren</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Since the start, by complete heads</source>
        <translation>Seit dem Start, nach vollständigen Köpfen</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Requests without their last byte</source>
        <translation>Anfragen ohne ihr letztes Byte</translation>
    </message>
    <message>
        <source>Client errors</source>
        <translation>Clientfehler</translation>
    </message>
    <message>
        <source>Answered 4xx</source>
        <translation>Mit 4xx beantwortet</translation>
    </message>
    <message>
        <source>Server errors</source>
        <translation>Serverfehler</translation>
    </message>
    <message>
        <source>Answered 5xx, or broken off</source>
        <translation>Mit 5xx beantwortet oder abgebrochen</translation>
    </message>
    <message>
        <source>Tokens today</source>
        <translation>Token heute</translation>
    </message>
    <message>
        <source>In and out, since 00:00 UTC or the start; in memory</source>
        <translation>Ein und aus, seit 00:00 UTC oder dem Start; im Speicher</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Kosten heute</translation>
    </message>
    <message>
        <source>Since 00:00 UTC or the start, by the prices of the configuration; what has none is counted beside it</source>
        <translation>Seit 00:00 UTC oder dem Start, nach den Preisen der Konfiguration; was keinen hat, wird daneben gezählt</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>Bytes aus</translation>
    </message>
    <message>
        <source>Bodies of answers and of requests</source>
        <translation>Rümpfe von Antworten und Anfragen</translation>
    </message>
    <message>
        <source>Answers per second, last 15 minutes</source>
        <translation>Antworten je Sekunde, letzte 15 Minuten</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>breaker 503</source>
        <translation>Sicherung 503</translation>
    </message>
    <message>
        <source>limit 429</source>
        <translation>Limit 429</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Seconds to the first token</source>
        <translation>Sekunden bis zum ersten Token</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>demo: answered by the built-in provider</source>
        <translation>Demo: der eingebaute Anbieter antwortet</translation>
    </message>
    <message>
        <source>up %1</source>
        <translation>läuft %1</translation>
    </message>
    <message>
        <source>built-in configuration</source>
        <translation>eingebaute Konfiguration</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>provider, URL</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>All as environment variables</source>
        <translation>Alle als Umgebungsvariablen</translation>
    </message>
    <message>
        <source>%1 succeeded</source>
        <translation>%1 erfolgreich</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 Verbindungen</translation>
    </message>
    <message>
        <source>%1 /s</source>
        <comment>requests per second</comment>
        <translation>%1 /s</translation>
    </message>
    <message>
        <source>%1 in, %2 out</source>
        <translation>%1 ein, %2 aus</translation>
    </message>
    <message>
        <source>%1 in</source>
        <comment>bytes in</comment>
        <translation>%1 ein</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::RawTab</name>
    <message>
        <source>Which body</source>
        <translation>Welcher Rumpf</translation>
    </message>
    <message>
        <source>How it is shown</source>
        <translation>Wie er gezeigt wird</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Rumpf</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Pretty</source>
        <translation>Schön</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Search in the body</source>
        <translation>Im Rumpf suchen</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern als…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>the body</source>
        <translation>der Rumpf</translation>
    </message>
    <message>
        <source>The first %1 of %2 are shown.</source>
        <translation>Die ersten %1 von %2 werden gezeigt.</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Nothing came so far.</source>
        <translation>Bisher kam nichts.</translation>
    </message>
    <message>
        <source>1 place</source>
        <translation>1 Stelle</translation>
    </message>
    <message>
        <source>%1 places</source>
        <translation>%1 Stellen</translation>
    </message>
    <message>
        <source>Save the body as it was sent</source>
        <translation>Den Rumpf speichern, wie er gesendet wurde</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Resend</name>
    <message>
        <source>it took too long</source>
        <translation>es dauerte zu lang</translation>
    </message>
    <message>
        <source>nothing was answered</source>
        <translation>nichts wurde geantwortet</translation>
    </message>
    <message>
        <source>the answer is not HTTP</source>
        <translation>die Antwort ist kein HTTP</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ResendDialog</name>
    <message>
        <source>Edit and send again</source>
        <translation>Ändern und noch einmal senden</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Noch einmal senden</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Rumpf</translation>
    </message>
    <message>
        <source>The body is too long to be edited here.</source>
        <translation>Der Rumpf ist zu lang, um hier geändert zu werden.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>from the environment</source>
        <translation>aus der Umgebung</translation>
    </message>
    <message>
        <source>kept until the window closes, stored nowhere</source>
        <translation>aufgehoben, bis das Fenster schließt, nirgends gespeichert</translation>
    </message>
    <message>
        <source>The gateway does not listen.</source>
        <translation>Das Gateway lauscht nicht.</translation>
    </message>
    <message>
        <source>It was signed: the signature covers the time and the body. Only a program that signs anew can send it again (Copy as cURL shows how).</source>
        <translation>Sie war signiert: die Signatur deckt Zeit und Rumpf ab. Nur ein Programm, das neu signiert, kann sie noch einmal senden (Als cURL kopieren zeigt, wie).</translation>
    </message>
    <message>
        <source>A key is missing.</source>
        <translation>Ein Schlüssel fehlt.</translation>
    </message>
    <message>
        <source>The body is no valid JSON (any more).</source>
        <translation>Der Rumpf ist kein gültiges JSON (mehr).</translation>
    </message>
    <message>
        <source>It cost nothing, as the gateway answered it; now it may reach the provider.</source>
        <translation>Sie kostete nichts, da das Gateway antwortete; jetzt kann sie den Anbieter erreichen.</translation>
    </message>
    <message>
        <source>What it will cost is not known.</source>
        <translation>Was sie kosten wird, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>It cost %1 then; expect about as much again.</source>
        <translation>Sie kostete %1; rechnen Sie mit etwa ebenso viel.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::SavedFilters</name>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>Gespeicherte Filter</translation>
    </message>
    <message>
        <source>Save this filter</source>
        <translation>Diesen Filter speichern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Read the configuration again</source>
        <translation>Konfiguration neu lesen</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Open the file of the chosen setting</source>
        <translation>Datei der gewählten Einstellung öffnen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>Thema des Systems</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>Sprache des Systems</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>Vom nächsten Start an</translation>
    </message>
    <message>
        <source>Close to the tray</source>
        <translation>In den Infobereich schließen</translation>
    </message>
    <message>
        <source>Notify</source>
        <translation>Benachrichtigen</translation>
    </message>
    <message>
        <source>Read at %1</source>
        <translation>Gelesen um %1</translation>
    </message>
    <message>
        <source>No setting has “%1”</source>
        <translation>Keine Einstellung hat „%1“</translation>
    </message>
    <message>
        <source>%1. Address, port and workers change at the next start, all else at once.</source>
        <translation>%1. Adresse, Port und Worker ändern sich beim nächsten Start, alles andere sofort.</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::SettingsRows</name>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>%1 is %2, from %3</source>
        <translation>%1 ist %2, aus %3</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>Befehlszeile</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::ShortcutsDialog</name>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::SnippetPane</name>
    <message>
        <source>Provider of the snippet</source>
        <translation>Anbieter des Beispiels</translation>
    </message>
    <message>
        <source>Language of the snippet</source>
        <translation>Sprache des Beispiels</translation>
    </message>
    <message>
        <source>Snippet</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Copy snippet</source>
        <translation>Beispiel kopieren</translation>
    </message>
    <message>
        <source>the snippet</source>
        <translation>das Beispiel</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Snippets</name>
    <message>
        <source>Env</source>
        <translation>Umgebung</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::StatePainter</name>
    <message>
        <source>NO DATA</source>
        <translation>KEINE DATEN</translation>
    </message>
    <message>
        <source>CLOSED</source>
        <translation>GESCHLOSSEN</translation>
    </message>
    <message>
        <source>HALF-OPEN</source>
        <translation>HALB OFFEN</translation>
    </message>
    <message>
        <source>FORCED</source>
        <translation>ERZWUNGEN</translation>
    </message>
    <message>
        <source>OPEN</source>
        <translation>OFFEN</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::StatusStrip</name>
    <message>
        <source>%1 open</source>
        <translation>%1 offen</translation>
    </message>
    <message>
        <source>%1 half-open</source>
        <translation>%1 halb offen</translation>
    </message>
    <message>
        <source>%1 forced</source>
        <translation>%1 erzwungen</translation>
    </message>
    <message>
        <source>breakers closed</source>
        <translation>Sicherungen geschlossen</translation>
    </message>
    <message>
        <source>breakers %1</source>
        <translation>Sicherungen %1</translation>
    </message>
    <message>
        <source>Listen address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Requests per second</source>
        <translation>Anfragen je Sekunde</translation>
    </message>
    <message>
        <source>Requests in flight</source>
        <translation>Laufende Anfragen</translation>
    </message>
    <message>
        <source>Requests since the start</source>
        <translation>Anfragen seit dem Start</translation>
    </message>
    <message>
        <source>Circuit breakers</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Test mode</source>
        <translation>Testmodus</translation>
    </message>
    <message>
        <source>Cost and tokens today</source>
        <translation>Kosten und Token heute</translation>
    </message>
    <message>
        <source>Requests not recorded</source>
        <translation>Nicht aufgezeichnete Anfragen</translation>
    </message>
    <message>
        <source>not listening</source>
        <translation>lauscht nicht</translation>
    </message>
    <message>
        <source>%1 req/s</source>
        <translation>%1 Anfr./s</translation>
    </message>
    <message>
        <source>%1 in flight</source>
        <translation>%1 laufend</translation>
    </message>
    <message>
        <source>%1 requests, %2 errors, %3 out</source>
        <translation>%1 Anfragen, %2 Fehler, %3 aus</translation>
    </message>
    <message>
        <source>%1 not shown: buffer full</source>
        <translation>%1 nicht gezeigt: Puffer voll</translation>
    </message>
    <message>
        <source>TEST on</source>
        <translation>TEST an</translation>
    </message>
    <message>
        <source>today %1, %2 tok</source>
        <translation>heute %1, %2 Token</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::SummaryTab</name>
    <message>
        <source>Summary</source>
        <translation>Überblick</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestBanner</name>
    <message>
        <source>TEST MODE</source>
        <translation>TESTMODUS</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the test modes</source>
        <translation>Testmodi zeigen</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Turn all test modes off</source>
        <translation>Alle Testmodi ausschalten</translation>
    </message>
    <message>
        <source>Test mode: %1</source>
        <translation>Testmodus: %1</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestModesPage</name>
    <message>
        <source>Test mode is locked by test_mode_enabled: false, or the circuit breaker is off</source>
        <translation>Der Testmodus ist durch test_mode_enabled: false gesperrt, oder die Sicherung ist aus</translation>
    </message>
    <message>
        <source>Show the setting</source>
        <translation>Einstellung zeigen</translation>
    </message>
    <message>
        <source>Test mode</source>
        <translation>Testmodus</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Start the test mode</source>
        <translation>Testmodus starten</translation>
    </message>
    <message>
        <source>It holds for new calls at once. Nothing is restored when the program starts again.</source>
        <translation>Er gilt sofort für neue Aufrufe. Beim nächsten Start des Programms ist nichts davon übrig.</translation>
    </message>
    <message>
        <source>Switch on for traffic</source>
        <translation>Für den Verkehr einschalten</translation>
    </message>
    <message>
        <source>Every matching call gets the 503 of a degraded provider. Nothing is sent, nothing is counted, the breaker is not touched.</source>
        <translation>Jeder passende Aufruf bekommt das 503 eines gestörten Anbieters. Nichts wird gesendet, nichts gezählt, die Sicherung bleibt unberührt.</translation>
    </message>
    <message>
        <source>The first try fails inside the gateway, the retry goes upstream: it costs what it costs.</source>
        <translation>Der erste Versuch scheitert im Gateway, die Wiederholung geht zum Anbieter: sie kostet, was sie kostet.</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>all providers</source>
        <translation>alle Anbieter</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jedes</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Minutes until it ends</source>
        <translation>Minuten bis zum Ende</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation><numerusform>%n Minute</numerusform><numerusform>%n Minuten</numerusform></translation>
    </message>
    <message>
        <source>Calls until it ends</source>
        <translation>Aufrufe bis zum Ende</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>Endet</translation>
    </message>
    <message>
        <source>in</source>
        <translation>in</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nach</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>Aufrufen</translation>
    </message>
    <message>
        <source>when I stop it</source>
        <translation>wenn ich ihn beende</translation>
    </message>
    <message>
        <source>Test modes that are on</source>
        <translation>Eingeschaltete Testmodi</translation>
    </message>
    <message>
        <source>Turn off the chosen one</source>
        <translation>Gewählten ausschalten</translation>
    </message>
    <message>
        <source>All test modes off</source>
        <translation>Alle Testmodi aus</translation>
    </message>
    <message>
        <source>How one call asks for a test mode</source>
        <translation>Wie ein Aufruf einen Testmodus verlangt</translation>
    </message>
    <message>
        <source>Per call, without this page</source>
        <translation>Je Aufruf, ohne diese Seite</translation>
    </message>
    <message>
        <source>What a call asks for wins over this page.</source>
        <translation>Was ein Aufruf verlangt, geht vor.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>ON</source>
        <translation>AN</translation>
    </message>
    <message>
        <source>No test mode is on</source>
        <translation>Kein Testmodus ist an</translation>
    </message>
    <message>
        <source>On now</source>
        <translation>Jetzt an</translation>
    </message>
    <message>
        <source>%1 answered by test modes in the last 15 minutes</source>
        <translation>%1 in den letzten 15 Minuten von Testmodi beantwortet</translation>
    </message>
    <message>
        <source>&amp;All test modes off</source>
        <translation>&amp;Alle Testmodi aus</translation>
    </message>
    <message>
        <source>&amp;Switch one on…</source>
        <translation>Einen &amp;einschalten…</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestRequest</name>
    <message numerus="yes">
        <source>no answer within %n second(s)</source>
        <translation><numerusform>keine Antwort innerhalb einer Sekunde</numerusform><numerusform>keine Antwort innerhalb von %n Sekunden</numerusform></translation>
    </message>
    <message>
        <source>the answer is not HTTP</source>
        <translation>die Antwort ist kein HTTP</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TestWords</name>
    <message>
        <source>all providers</source>
        <translation>alle Anbieter</translation>
    </message>
    <message>
        <source>ends in %1</source>
        <translation>endet in %1</translation>
    </message>
    <message numerus="yes">
        <source>ends after %n more call(s)</source>
        <translation><numerusform>endet nach noch %n Aufruf</numerusform><numerusform>endet nach noch %n Aufrufen</numerusform></translation>
    </message>
    <message>
        <source>ends when it is switched off</source>
        <translation>endet, wenn er ausgeschaltet wird</translation>
    </message>
    <message>
        <source>%1 on %2, %3</source>
        <comment>mode, scope, end</comment>
        <translation>%1 für %2, %3</translation>
    </message>
    <message>
        <source>%1, and %2 more</source>
        <translation>%1, und %2 weitere</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>Endet</translation>
    </message>
    <message>
        <source>Switched on by</source>
        <translation>Eingeschaltet von</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Timeline</name>
    <message>
        <source>the proxy itself</source>
        <translation>der Proxy selbst</translation>
    </message>
    <message>
        <source>until the head</source>
        <translation>bis zum Kopf</translation>
    </message>
    <message>
        <source>head to first byte</source>
        <translation>vom Kopf zum ersten Byte</translation>
    </message>
    <message>
        <source>%1: from %2, %3 long</source>
        <translation>%1: ab %2, %3 lang</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>try %1: %2</source>
        <translation>Versuch %1: %2</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>answer, under way</source>
        <translation>Antwort, unterwegs</translation>
    </message>
    <message>
        <source>nothing came</source>
        <translation>nichts kam</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TimingTab</name>
    <message>
        <source>Timing</source>
        <translation>Zeiten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TrafficPage</name>
    <message>
        <source>The request shown here has left the list.</source>
        <translation>Die hier gezeigte Anfrage ist nicht mehr in der Liste.</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Verkehr</translation>
    </message>
    <message>
        <source>Paused at %1. %2 new requests are held.</source>
        <translation>Angehalten um %1. %2 neue Anfragen warten.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>0 of %1 match “%2”</source>
        <translation>0 von %1 passen auf „%2“</translation>
    </message>
    <message>
        <source>Clear filter (Esc)</source>
        <translation>Filter löschen (Esc)</translation>
    </message>
    <message>
        <source>The gateway is stopped</source>
        <translation>Das Gateway ist angehalten</translation>
    </message>
    <message>
        <source>Waiting. Nothing has arrived since %1 on %2</source>
        <translation>Wartet. Seit %1 ist auf %2 nichts angekommen</translation>
    </message>
    <message>
        <source>Copy URLs</source>
        <translation>URLs kopieren</translation>
    </message>
    <message>
        <source>&amp;Filter</source>
        <translation>&amp;Filter</translation>
    </message>
    <message>
        <source>&amp;Clear filter</source>
        <translation>Filter &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Pause or resume the list</source>
        <translation>Liste anhalten oder &amp;fortsetzen</translation>
    </message>
    <message>
        <source>Fo&amp;llow the newest</source>
        <translation>Der neuesten &amp;folgen</translation>
    </message>
    <message>
        <source>Copy &amp;row as text</source>
        <translation>&amp;Zeile als Text kopieren</translation>
    </message>
    <message>
        <source>Send again…</source>
        <translation>Noch einmal senden…</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Strg+R</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Change the body and send it again: Ctrl+E</source>
        <translation>Den Rumpf ändern und noch einmal senden: Strg+E</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>To the request before it in the conversation: Ctrl+D</source>
        <translation>Zur vorigen Anfrage des Gesprächs: Strg+D</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Only this model</source>
        <translation>Nur dieses Modell</translation>
    </message>
    <message>
        <source>Not this model</source>
        <translation>Nicht dieses Modell</translation>
    </message>
    <message>
        <source>Only this provider</source>
        <translation>Nur dieser Anbieter</translation>
    </message>
    <message>
        <source>Not this provider</source>
        <translation>Nicht dieser Anbieter</translation>
    </message>
    <message>
        <source>Only this user</source>
        <translation>Nur dieser Benutzer</translation>
    </message>
    <message>
        <source>Same failure</source>
        <translation>Gleicher Fehler</translation>
    </message>
    <message>
        <source>Select a request to see what was said.</source>
        <translation>Wählen Sie eine Anfrage, um zu sehen, was gesagt wurde.</translation>
    </message>
    <message>
        <source>Request &amp;detail below, right, off</source>
        <translation>&amp;Einzelheiten unten, rechts, aus</translation>
    </message>
    <message>
        <source>&amp;Columns of the list…</source>
        <translation>&amp;Spalten der Liste…</translation>
    </message>
    <message>
        <source>Next ta&amp;b of the detail</source>
        <translation>Nächster Rei&amp;ter der Einzelheiten</translation>
    </message>
    <message>
        <source>Pre&amp;vious tab of the detail</source>
        <translation>&amp;Voriger Reiter der Einzelheiten</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::TrafficTools</name>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Rows shown</source>
        <translation>Gezeigte Zeilen</translation>
    </message>
    <message>
        <source>Freezes the list, not the gateway</source>
        <translation>Hält die Liste an, nicht das Gateway</translation>
    </message>
    <message>
        <source>Keeps the newest request in sight</source>
        <translation>Behält die neueste Anfrage im Blick</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 new</source>
        <comment>requests</comment>
        <translation>%1 neu</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Filter: words, or model:… status:5xx ttft&gt;2s -by:upstream since:5m…</source>
        <translation>Filter: Wörter, oder model:… status:5xx ttft&gt;2s -by:upstream since:5m…</translation>
    </message>
    <message>
        <source>Understood: %1</source>
        <translation>Verstanden: %1</translation>
    </message>
    <message>
        <source>Not understood: %1. Look at “%2”; what was understood last is in force.</source>
        <translation>Nicht verstanden: %1. Siehe „%2“; was zuletzt verstanden wurde, gilt.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Tray</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy base URL</source>
        <translation>Basis-URL kopieren</translation>
    </message>
    <message>
        <source>All test modes off</source>
        <translation>Alle Testmodi aus</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>provider, URL</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>LLM Proxy, stopped</source>
        <translation>LLM Proxy, angehalten</translation>
    </message>
    <message>
        <source>TEST MODE</source>
        <translation>TESTMODUS</translation>
    </message>
    <message>
        <source>%1 open</source>
        <translation>%1 offen</translation>
    </message>
    <message>
        <source>%1 today</source>
        <translation>%1 heute</translation>
    </message>
    <message>
        <source>Still running in the tray</source>
        <translation>Läuft weiter im Infobereich</translation>
    </message>
    <message>
        <source>Quit ends the gateway; the settings can change what closing does.</source>
        <translation>Beenden hält das Gateway an; was Schließen tut, steht in den Einstellungen.</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::UsagePage</name>
    <message>
        <source>%1: %2 written</source>
        <translation>%1: %2 geschrieben</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>No request has used tokens so far</source>
        <translation>Bisher hat keine Anfrage Token verbraucht</translation>
    </message>
    <message>
        <source>Usage and cost</source>
        <translation>Verbrauch und Kosten</translation>
    </message>
    <message>
        <source>Summed up by</source>
        <translation>Summiert nach</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>The arithmetic</source>
        <translation>Die Rechnung</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>Kosten heute</translation>
    </message>
    <message>
        <source>Since 00:00 UTC or the start, in memory</source>
        <translation>Seit 00:00 UTC oder dem Start, im Speicher</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Since the start, in memory</source>
        <translation>Seit dem Start, im Speicher</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Token ein</translation>
    </message>
    <message>
        <source>With those from and to the cache</source>
        <translation>Mit denen aus dem und in den Cache</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Token aus</translation>
    </message>
    <message>
        <source>With reasoning</source>
        <translation>Mit Nachdenken</translation>
    </message>
    <message>
        <source>%1 from the cache</source>
        <translation>%1 aus dem Cache</translation>
    </message>
    <message>
        <source>%1 reasoning</source>
        <translation>%1 Nachdenken</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Alles</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::UsageRows</name>
    <message>
        <source>no user named</source>
        <translation>kein Benutzer genannt</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>not named</source>
        <translation>nicht genannt</translation>
    </message>
    <message>
        <source>%1: %2 requests, %3</source>
        <translation>%1: %2 Anfragen, %3</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API-Schlüssel</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Day (UTC)</source>
        <translation>Tag (UTC)</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>From cache</source>
        <translation>Aus Cache</translation>
    </message>
    <message>
        <source>To cache</source>
        <translation>In Cache</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Unpriced</source>
        <translation>Ohne Preis</translation>
    </message>
    <message>
        <source>Tokens of</source>
        <translation>Token der</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Average per million</source>
        <translation>Schnitt je Million</translation>
    </message>
    <message>
        <source>Input from the cache</source>
        <translation>Eingabe aus dem Cache</translation>
    </message>
    <message>
        <source>Input to the cache</source>
        <translation>Eingabe in den Cache</translation>
    </message>
    <message>
        <source>of it %1 estimated</source>
        <translation>davon %1 geschätzt</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>(%1 unpriced)</source>
        <translation>(%1 ohne Preis)</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::UsageTab</name>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>input from the cache</source>
        <translation>Eingabe aus dem Cache</translation>
    </message>
    <message>
        <source>input written to the cache</source>
        <translation>in den Cache geschriebene Eingabe</translation>
    </message>
    <message>
        <source>input written to the cache for an hour</source>
        <translation>für eine Stunde in den Cache geschriebene Eingabe</translation>
    </message>
    <message>
        <source>input of the provider's tools</source>
        <translation>Eingabe der Werkzeuge des Anbieters</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>geschätzt</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>gemeldet</translation>
    </message>
    <message>
        <source>No price is known for this model, so there is no cost.</source>
        <translation>Für dieses Modell ist kein Preis bekannt, daher gibt es keine Kosten.</translation>
    </message>
    <message>
        <source>The tokens are not known, so there is no cost.</source>
        <translation>Die Token sind nicht bekannt, daher gibt es keine Kosten.</translation>
    </message>
    <message>
        <source>Estimated: some number, or the price, is the proxy's own guess.</source>
        <translation>Geschätzt: eine Zahl oder der Preis ist vom Proxy geraten.</translation>
    </message>
    <message>
        <source>The provider told every number that counts.</source>
        <translation>Der Anbieter hat jede Zahl genannt, auf die es ankommt.</translation>
    </message>
    <message>
        <source>of it from the cache</source>
        <translation>davon aus dem Cache</translation>
    </message>
    <message>
        <source>of it written to the cache</source>
        <translation>davon in den Cache geschrieben</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>Usage and cost</source>
        <translation>Verbrauch und Kosten</translation>
    </message>
    <message>
        <source>Tokens of</source>
        <translation>Token der</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>per million</source>
        <translation>je Million</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Told when it is done.</source>
        <translation>Wird genannt, wenn sie fertig ist.</translation>
    </message>
    <message>
        <source>Prices of %1 as of %2.</source>
        <translation>Preise von %1, Stand %2.</translation>
    </message>
    <message>
        <source>Prices of %1.</source>
        <translation>Preise von %1.</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::Waterfall</name>
    <message>
        <source>Where the time went</source>
        <translation>Wo die Zeit blieb</translation>
    </message>
    <message>
        <source>pieces of the answer</source>
        <translation>Stücke der Antwort</translation>
    </message>
    <message>
        <source>head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>erstes Byte</translation>
    </message>
</context>
<context>
    <name>llmproxy::ui::WindowClock</name>
    <message>
        <source>When the limits begin anew</source>
        <translation>Wann die Limits neu beginnen</translation>
    </message>
    <message>
        <source>minute resets in %1 · day resets in %2</source>
        <translation>Minute neu in %1 · Tag neu in %2</translation>
    </message>
    <message>
        <source>%1 (00:00 UTC)</source>
        <translation>%1 (00:00 UTC)</translation>
    </message>
    <message>
        <source>%1 (00:00 UTC, %2 here)</source>
        <translation>%1 (00:00 UTC, %2 hier)</translation>
    </message>
</context>
</TS>
