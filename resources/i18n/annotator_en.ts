<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="en">
    <context>
        <name>Batches</name>
        <message numerus="yes">
            <source>Nothing was found in %n box(es); they stay as they are.</source>
            <translation>
                <numerusform>Nothing was found in %n box; it stays as it is.</numerusform>
                <numerusform>Nothing was found in %n boxes; they stay as they are.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>EditVerbs</name>
        <message numerus="yes">
            <source>Set the state of %n frame(s).</source>
            <translation>
                <numerusform>Set the state of %n frame.</numerusform>
                <numerusform>Set the state of %n frames.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s) had both: {ours} of “{name}” and {theirs} of “{other}” stayed.</source>
            <translation>
                <numerusform>%n frame had both: {ours} of “{name}” and {theirs} of “{other}” stayed.</numerusform>
                <numerusform>%n frames had both: {ours} of “{name}” and {theirs} of “{other}” stayed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MergeDialog</name>
        <message numerus="yes">
            <source>%n frame(s) have both. What you made or checked stays there, otherwise that of “{0}”: {1} of “{0}”, {2} of “{3}”.</source>
            <translation>
                <numerusform>%n frame has both. What you made or checked stays there, otherwise that of “{0}”: {1} of “{0}”, {2} of “{3}”.</numerusform>
                <numerusform>%n frames have both. What you made or checked stays there, otherwise that of “{0}”: {1} of “{0}”, {2} of “{3}”.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Propagation</name>
        <message numerus="yes">
            <source>“{name}”: %n frame(s) unchanged, so the run stopped.</source>
            <translation>
                <numerusform>“{name}”: %n frame unchanged, so the run stopped.</numerusform>
                <numerusform>“{name}”: %n frames unchanged, so the run stopped.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RunVerbs</name>
        <message numerus="yes">
            <source>Took %n frame(s) of the preview.</source>
            <translation>
                <numerusform>Took %n frame of the preview.</numerusform>
                <numerusform>Took %n frames of the preview.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) stop before reviewed frames.</source>
            <translation>
                <numerusform>%n run stops before reviewed frames.</numerusform>
                <numerusform>%n runs stop before reviewed frames.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s) stayed: they have become yours since.</source>
            <translation>
                <numerusform>%n frame stayed: it has become yours since.</numerusform>
                <numerusform>%n frames stayed: they have become yours since.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message numerus="yes">
            <source>Imported %n object(s): {masks} masks, {boxes} boxes.</source>
            <translation>
                <numerusform>Imported %n object: {masks} masks, {boxes} boxes.</numerusform>
                <numerusform>Imported %n objects: {masks} masks, {boxes} boxes.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n change(s) of “{name}” could not be saved.</source>
            <translation>
                <numerusform>%n change of “{name}” could not be saved.</numerusform>
                <numerusform>%n changes of “{name}” could not be saved.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n mask(s) lay beyond its end.</source>
            <translation>
                <numerusform>%n mask lay beyond its end.</numerusform>
                <numerusform>%n masks lay beyond its end.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>StateDialog</name>
        <message numerus="yes">
            <source>%n mask(s) will be deleted; Undo brings them back.</source>
            <translation>
                <numerusform>%n mask will be deleted; Undo brings it back.</numerusform>
                <numerusform>%n masks will be deleted; Undo brings them back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TrackModel</name>
        <message numerus="yes">
            <source>%n box(es) without a mask: Propagate &gt; Run boxes</source>
            <translation>
                <numerusform>%n box without a mask: Propagate &gt; Run boxes</numerusform>
                <numerusform>%n boxes without a mask: Propagate &gt; Run boxes</numerusform>
            </translation>
        </message>
    </context>
</TS>