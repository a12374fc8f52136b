<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="zh_CN">
    <context>
        <name>AttributeField</name>
        <message>
            <source>From this frame on</source>
            <translation>从此帧起</translation>
        </message>
        <message>
            <source>On all frames</source>
            <translation>在所有帧上</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>数字</translation>
        </message>
    </context>
    <context>
        <name>AttributeRows</name>
        <message>
            <source>Attributes</source>
            <translation>属性</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Per frame</source>
            <translation>逐帧</translation>
        </message>
        <message>
            <source>Choices</source>
            <translation>选项</translation>
        </message>
        <message>
            <source>Default</source>
            <translation>默认值</translation>
        </message>
        <message>
            <source>It may change from frame to frame</source>
            <translation>可以逐帧变化</translation>
        </message>
        <message>
            <source>Separated by ;</source>
            <translation>用 ; 分隔</translation>
        </message>
        <message>
            <source>Remove this attribute</source>
            <translation>移除此属性</translation>
        </message>
    </context>
    <context>
        <name>Batches</name>
        <message numerus="yes">
            <source>Nothing was found in %n box(es); they stay as they are.</source>
            <translation>
                <numerusform>有 %n 个框内没有找到对象，保持原样。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Canvas</name>
        <message>
            <source>Picture with masks</source>
            <translation>带掩码的画面</translation>
        </message>
    </context>
    <context>
        <name>CategoriesDialog</name>
        <message>
            <source>Categories and attributes</source>
            <translation>类别和属性</translation>
        </message>
        <message>
            <source>Categories</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Double-click to rename</source>
            <translation>双击重命名</translation>
        </message>
        <message>
            <source>&amp;Categories</source>
            <translation>类别(&amp;C)</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>&amp;Attributes of the category</source>
            <translation>该类别的属性(&amp;A)</translation>
        </message>
        <message>
            <source>Change categories</source>
            <translation>更改类别</translation>
        </message>
        <message>
            <source>Category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Attribute</source>
            <translation>属性</translation>
        </message>
        <message>
            <source>category {0}</source>
            <translation>类别 {0}</translation>
        </message>
        <message>
            <source>A category needs a name; type one.</source>
            <translation>类别需要名称，请输入。</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Type what you want to do</source>
            <translation>输入想做的事</translation>
        </message>
        <message>
            <source>Find a command</source>
            <translation>查找命令</translation>
        </message>
        <message>
            <source>Commands</source>
            <translation>命令</translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message>
            <source>Drag a box around the new object.</source>
            <translation>拖动鼠标，把新对象框起来。</translation>
        </message>
        <message>
            <source>Nothing is left to review.</source>
            <translation>没有要审核的帧了。</translation>
        </message>
        <message>
            <source>There is no further keyframe in this direction.</source>
            <translation>这个方向上没有更多关键帧了。</translation>
        </message>
        <message>
            <source>Draw the new object.</source>
            <translation>请画出新对象。</translation>
        </message>
        <message>
            <source>There is no other object to merge with.</source>
            <translation>没有其他可以合并的对象。</translation>
        </message>
        <message>
            <source>Still looking for doubtful frames; try again in a moment.</source>
            <translation>仍在查找可疑的帧；请稍后再试。</translation>
        </message>
        <message>
            <source>Set a range first: I at its first frame, O at its last.</source>
            <translation>请先设定范围：在第一帧按 I，在最后一帧按 O。</translation>
        </message>
        <message>
            <source>This is the end of the review queue.</source>
            <translation>审核队列到头了。</translation>
        </message>
        <message>
            <source>Nothing is running on “{0}”.</source>
            <translation>“{0}”没有正在运行的任务。</translation>
        </message>
    </context>
    <context>
        <name>EditVerbs</name>
        <message>
            <source>Delete mask</source>
            <translation>删除掩码</translation>
        </message>
        <message>
            <source>Delete masks from here</source>
            <translation>删除从此处开始的掩码</translation>
        </message>
        <message>
            <source>Delete masks in range</source>
            <translation>删除范围内的掩码</translation>
        </message>
        <message>
            <source>Split object</source>
            <translation>拆分对象</translation>
        </message>
        <message>
            <source>Merged “{other}” into “{name}”.</source>
            <translation>已将“{other}”并入“{name}”。</translation>
        </message>
        <message>
            <source>Duplicate object</source>
            <translation>复制对象</translation>
        </message>
        <message>
            <source>Copy mask</source>
            <translation>复制掩码</translation>
        </message>
        <message>
            <source>Set absent</source>
            <translation>设为不在画面内</translation>
        </message>
        <message>
            <source>Set visibility</source>
            <translation>设置可见性</translation>
        </message>
        <message>
            <source>Set reviewed</source>
            <translation>设为已审核</translation>
        </message>
        <message>
            <source>Lock frames</source>
            <translation>锁定帧</translation>
        </message>
        <message>
            <source>Flag frames</source>
            <translation>标记帧</translation>
        </message>
        <message>
            <source>Merge objects</source>
            <translation>合并对象</translation>
        </message>
        <message>
            <source>Other objects are protected there; nothing was painted.</source>
            <translation>那里有受保护的其他对象，没有画上任何内容。</translation>
        </message>
        <message>
            <source>Object {id}</source>
            <translation>对象 {id}</translation>
        </message>
        <message>
            <source>Deleted the mask here.</source>
            <translation>已删除此处的掩码。</translation>
        </message>
        <message>
            <source>Deleted the masks from here on.</source>
            <translation>已删除从此处开始的掩码。</translation>
        </message>
        <message>
            <source>Deleted the masks of the range.</source>
            <translation>已删除范围内的掩码。</translation>
        </message>
        <message>
            <source>Set state</source>
            <translation>设置状态</translation>
        </message>
        <message numerus="yes">
            <source>Set the state of %n frame(s).</source>
            <translation>
                <numerusform>已设置 %n 帧的状态。</numerusform>
            </translation>
        </message>
        <message>
            <source>Deleted “{name}”.</source>
            <translation>已删除“{name}”。</translation>
        </message>
        <message>
            <source>{name} (2)</source>
            <translation>{name} (2)</translation>
        </message>
        <message>
            <source>From here on “{name}” is “{new}”.</source>
            <translation>从此处起，“{name}”变为“{new}”。</translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s) had both: {ours} of “{name}” and {theirs} of “{other}” stayed.</source>
            <translation>
                <numerusform>有 %n 帧两者都有：保留了“{name}”的 {ours} 帧和“{other}”的 {theirs} 帧。</numerusform>
            </translation>
        </message>
        <message>
            <source>{name} (copy)</source>
            <translation>{name}（副本）</translation>
        </message>
        <message>
            <source>Reorder objects</source>
            <translation>调整对象顺序</translation>
        </message>
        <message>
            <source>Made “{name}”.</source>
            <translation>已创建“{name}”。</translation>
        </message>
    </context>
    <context>
        <name>ErrorReporter</name>
        <message>
            <source>Annotator</source>
            <translation>Annotator</translation>
        </message>
        <message>
            <source>the terminal</source>
            <translation>终端</translation>
        </message>
        <message>
            <source>Something went wrong: {what}.

Your work is saved. You can go on; if it happens again, close and open the project. Details are in {where}.</source>
            <translation>出错了：{what}。

您的工作已保存，可以继续；如果再次发生，请关闭并重新打开项目。详情请见{where}。</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Destination</source>
            <translation>目标位置</translation>
        </message>
        <message>
            <source>Warnings</source>
            <translation>警告</translation>
        </message>
        <message>
            <source>Export progress</source>
            <translation>导出进度</translation>
        </message>
        <message>
            <source>The images cannot be exported without the video; relink it first.</source>
            <translation>没有视频就无法导出图像，请先重新链接视频。</translation>
        </message>
        <message>
            <source>Choose where to export to.</source>
            <translation>请选择导出位置。</translation>
        </message>
        <message>
            <source>Export to a file</source>
            <translation>导出到文件</translation>
        </message>
        <message>
            <source>Export into a folder</source>
            <translation>导出到文件夹</translation>
        </message>
        <message>
            <source>The folder “{0}” will be made.</source>
            <translation>将创建文件夹“{0}”。</translation>
        </message>
        <message>
            <source>“{0}” is a file, not a folder; choose another place.</source>
            <translation>“{0}”是文件而不是文件夹；请选择其他位置。</translation>
        </message>
        <message>
            <source>“{0}” is a file; this format needs a folder.</source>
            <translation>“{0}”是文件，此格式需要文件夹。</translation>
        </message>
        <message>
            <source>“{0}” is a folder; this format needs a file name.</source>
            <translation>“{0}”是文件夹，此格式需要文件名。</translation>
        </message>
        <message>
            <source>“{0}” exists; an earlier export there is replaced.</source>
            <translation>“{0}”已存在，原先的导出将被替换。</translation>
        </message>
    </context>
    <context>
        <name>ExportOptionsForm</name>
        <message>
            <source>Only the in–out range, frames {a} to {b}</source>
            <translation>仅限所设范围：第 {a} 到 {b} 帧</translation>
        </message>
        <message>
            <source>every </source>
            <translation>每 </translation>
        </message>
        <message>
            <source> frames</source>
            <translation> 帧</translation>
        </message>
        <message>
            <source>every frame</source>
            <translation>每一帧</translation>
        </message>
        <message>
            <source>the video's name</source>
            <translation>视频的名称</translation>
        </message>
        <message>
            <source>dog=animal, cat=animal</source>
            <translation>狗=动物，猫=动物</translation>
        </message>
        <message>
            <source>Names of categories in the export, by commas</source>
            <translation>导出时的类别名称，用逗号分隔</translation>
        </message>
        <message>
            <source>Include the images</source>
            <translation>包含图像</translation>
        </message>
        <message>
            <source>Outlines</source>
            <translation>轮廓</translation>
        </message>
        <message>
            <source>Names of the objects</source>
            <translation>对象名称</translation>
        </message>
        <message>
            <source>The untouched frame beside it</source>
            <translation>旁边显示原始画面</translation>
        </message>
        <message>
            <source>Describe frames, to find them after a re-encode</source>
            <translation>描述各帧，以便重新编码后找回</translation>
        </message>
        <message>
            <source>All objects</source>
            <translation>所有对象</translation>
        </message>
        <message>
            <source>Shown objects only</source>
            <translation>仅未隐藏的对象</translation>
        </message>
        <message>
            <source>The selected object only</source>
            <translation>仅选中的对象</translation>
        </message>
        <message>
            <source>All frames</source>
            <translation>所有帧</translation>
        </message>
        <message>
            <source>Frames with a mask</source>
            <translation>有掩码的帧</translation>
        </message>
        <message>
            <source>Frames whose masks are all reviewed</source>
            <translation>所有掩码均已审核的帧</translation>
        </message>
        <message>
            <source>Run lengths (exact)</source>
            <translation>游程编码（精确）</translation>
        </message>
        <message>
            <source>Polygons along the pixel edges (exact)</source>
            <translation>沿像素边缘的多边形（精确）</translation>
        </message>
        <message>
            <source>Keep masks with holes exact, as run lengths</source>
            <translation>有孔洞的掩码用游程编码精确保存</translation>
        </message>
        <message>
            <source>Fill the holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <source>Joined by bridges of no width</source>
            <translation>用零宽连线连接</translation>
        </message>
        <message>
            <source>A polygon for each</source>
            <translation>每个部分一个多边形</translation>
        </message>
        <message>
            <source>As in the source</source>
            <translation>与源文件相同</translation>
        </message>
        <message>
            <source>Numbered</source>
            <translation>按编号</translation>
        </message>
        <message>
            <source>The upper object wins</source>
            <translation>上层对象优先</translation>
        </message>
        <message>
            <source>Refuse to export overlaps</source>
            <translation>有重叠时拒绝导出</translation>
        </message>
        <message>
            <source>&amp;Objects</source>
            <translation>对象(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Frames</source>
            <translation>帧(&amp;F)</translation>
        </message>
        <message>
            <source>S&amp;tep</source>
            <translation>步长(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Masks as</source>
            <translation>掩码形式(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Holes</source>
            <translation>孔洞(&amp;H)</translation>
        </message>
        <message>
            <source>Separate &amp;parts</source>
            <translation>分开的部分(&amp;P)</translation>
        </message>
        <message>
            <source>File &amp;names</source>
            <translation>文件名(&amp;N)</translation>
        </message>
        <message>
            <source>O&amp;verlaps</source>
            <translation>重叠(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Sequence</source>
            <translation>序列(&amp;S)</translation>
        </message>
        <message>
            <source>Image s&amp;et</source>
            <translation>图像集(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Categories</source>
            <translation>类别(&amp;C)</translation>
        </message>
        <message>
            <source>“{0}” is no change of a category; write “dog=animal”.</source>
            <translation>“{0}”不是有效的类别映射，请写成“狗=动物”的形式。</translation>
        </message>
        <message>
            <source>Only the in–out range (none is set)</source>
            <translation>仅限所设范围（未设定）</translation>
        </message>
    </context>
    <context>
        <name>FilteredRows</name>
        <message>
            <source>The field for it is above the lanes of the timeline (Ctrl+F)</source>
            <translation>筛选框在时间轴轨道上方 (Ctrl+F)</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>显示全部</translation>
        </message>
        <message>
            <source>Filtered: {0} of {1} objects</source>
            <translation>已筛选：{1} 个对象中的 {0} 个</translation>
        </message>
    </context>
    <context>
        <name>FormatDialog</name>
        <message>
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>浏览…</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Stopped. Nothing was changed.</source>
            <translation>已停止，没有任何改动。</translation>
        </message>
    </context>
    <context>
        <name>Hints</name>
        <message>
            <source>Drag a box around an object (R is the key of the tool).</source>
            <translation>拖动鼠标框住一个对象（此工具的快捷键为 R）。</translation>
        </message>
        <message>
            <source>Press T to follow the object through the video; Esc stops.</source>
            <translation>按 T 键在视频中跟踪该对象；按 Esc 停止。</translation>
        </message>
        <message>
            <source>Press . for the next doubtful frame: B paints, E erases, T goes on from there, Y accepts.</source>
            <translation>按 . 键转到下一个可疑的帧：B 涂画，E 擦除，T 从该处继续传播，Y 通过。</translation>
        </message>
    </context>
    <context>
        <name>ImportDialog</name>
        <message>
            <source>Import labels</source>
            <translation>导入标注</translation>
        </message>
        <message>
            <source>File or folder</source>
            <translation>文件或文件夹</translation>
        </message>
        <message>
            <source>Everything becomes new objects; those of the project stay as they are. Imported masks are protected from propagation.</source>
            <translation>导入的内容都成为新对象，项目中已有的对象保持不变。导入的掩码不会被传播覆盖。</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Import progress</source>
            <translation>导入进度</translation>
        </message>
        <message>
            <source>the only one in it</source>
            <translation>其中唯一的一个</translation>
        </message>
        <message>
            <source>as the format prescribes</source>
            <translation>按格式规定</translation>
        </message>
        <message>
            <source>the object is absent</source>
            <translation>对象不在画面内</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Scale labels of another size to the video</source>
            <translation>将尺寸不同的标注缩放到视频尺寸</translation>
        </message>
        <message>
            <source>Run the tracker on boxes without a mask</source>
            <translation>用跟踪器为没有掩码的框生成掩码</translation>
        </message>
        <message>
            <source>Sequence</source>
            <translation>序列</translation>
        </message>
        <message>
            <source>Number of the first frame</source>
            <translation>首帧编号</translation>
        </message>
        <message>
            <source>Frames without a mask</source>
            <translation>没有掩码的帧</translation>
        </message>
        <message>
            <source>Choose what to import.</source>
            <translation>请选择要导入的内容。</translation>
        </message>
        <message>
            <source>Import a folder</source>
            <translation>导入文件夹</translation>
        </message>
        <message>
            <source>{0} (*{1});;All files (*)</source>
            <translation>{0} (*{1});;所有文件 (*)</translation>
        </message>
        <message>
            <source>Import a file</source>
            <translation>导入文件</translation>
        </message>
        <message>
            <source>“{0}” does not exist; check the path.</source>
            <translation>“{0}”不存在，请检查路径。</translation>
        </message>
    </context>
    <context>
        <name>Inspector</name>
        <message>
            <source>Nothing selected</source>
            <translation>未选择对象</translation>
        </message>
        <message>
            <source>Categories and attributes…</source>
            <translation>类别和属性…</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
        <message>
            <source>Set {0}</source>
            <translation>设置 {0}</translation>
        </message>
        <message>
            <source>{0} · frame {1}</source>
            <translation>{0} · 第 {1} 帧</translation>
        </message>
    </context>
    <context>
        <name>JobList</name>
        <message>
            <source>{running} running, {waiting} waiting</source>
            <translation>{running} 个运行中，{waiting} 个等待中</translation>
        </message>
        <message>
            <source>Running jobs</source>
            <translation>运行中的任务</translation>
        </message>
        <message>
            <source>Stop all</source>
            <translation>全部停止</translation>
        </message>
        <message>
            <source>What has arrived stays</source>
            <translation>已得到的结果会保留</translation>
        </message>
        <message>
            <source>Nothing is running.</source>
            <translation>没有正在运行的任务。</translation>
        </message>
    </context>
    <context>
        <name>JobRow</name>
        <message>
            <source>Stop; what has arrived stays</source>
            <translation>停止；已得到的结果会保留</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Stop: {job}</source>
            <translation>停止：{job}</translation>
        </message>
        <message>
            <source>{done}/{total}</source>
            <translation>{done}/{total}</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>剩余 {time}</translation>
        </message>
        <message>
            <source>{fps:.1f} fps</source>
            <translation>{fps:.1f} 帧/秒</translation>
        </message>
    </context>
    <context>
        <name>LaneFilter</name>
        <message>
            <source>Filter objects</source>
            <translation>筛选对象</translation>
        </message>
        <message>
            <source>Filter objects by name or category</source>
            <translation>按名称或类别筛选对象</translation>
        </message>
        <message>
            <source>Show only objects whose name or category has these words</source>
            <translation>只显示名称或类别中含有这些词的对象</translation>
        </message>
        <message>
            <source>Show only some objects</source>
            <translation>只显示部分对象</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>图例</translation>
        </message>
        <message>
            <source>With frames to review</source>
            <translation>有待审核的帧</translation>
        </message>
        <message>
            <source>Without keyframes</source>
            <translation>没有关键帧</translation>
        </message>
        <message>
            <source>All objects</source>
            <translation>所有对象</translation>
        </message>
    </context>
    <context>
        <name>MainToolBar</name>
        <message>
            <source>Tool bar</source>
            <translation>工具栏</translation>
        </message>
        <message>
            <source>More tools</source>
            <translation>更多工具</translation>
        </message>
        <message>
            <source> %</source>
            <translation>%</translation>
        </message>
        <message>
            <source>Hardness of the brush: below 100 % a stroke grows as you go over it again</source>
            <translation>画笔硬度：低于 100% 时，在同一处反复涂抹，笔画会逐渐扩大</translation>
        </message>
        <message>
            <source>Brush hardness</source>
            <translation>画笔硬度</translation>
        </message>
        <message>
            <source> px</source>
            <translation> 像素</translation>
        </message>
        <message>
            <source>Brush size ([ and ], Ctrl+Alt+wheel)</source>
            <translation>画笔大小（[ 和 ]，Ctrl+Alt+滚轮）</translation>
        </message>
        <message>
            <source>Brush size</source>
            <translation>画笔大小</translation>
        </message>
        <message>
            <source>Opacity of masks</source>
            <translation>掩码不透明度</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Timeline</source>
            <translation>时间轴</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Review</source>
            <translation>审核</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
        <message>
            <source> (saving…)</source>
            <translation>（正在保存…）</translation>
        </message>
        <message>
            <source>Annotator</source>
            <translation>Annotator</translation>
        </message>
        <message>
            <source> (not saved)</source>
            <translation>（未保存）</translation>
        </message>
        <message>
            <source>{0}{1} – Annotator</source>
            <translation>{0}{1} – Annotator</translation>
        </message>
    </context>
    <context>
        <name>MaskCommands</name>
        <message>
            <source>Smooth outline</source>
            <translation>平滑轮廓</translation>
        </message>
        <message>
            <source>Snap to edges</source>
            <translation>吸附到图像边缘</translation>
        </message>
        <message>
            <source>Fill holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <source>Drop islands</source>
            <translation>去除孤立区域</translation>
        </message>
        <message>
            <source>Grow mask</source>
            <translation>扩展掩码</translation>
        </message>
        <message>
            <source>Shrink mask</source>
            <translation>收缩掩码</translation>
        </message>
        <message>
            <source>Move mask</source>
            <translation>移动掩码</translation>
        </message>
        <message>
            <source>Paste mask</source>
            <translation>粘贴掩码</translation>
        </message>
        <message>
            <source>Copy mask to next frame</source>
            <translation>复制掩码到下一帧</translation>
        </message>
        <message>
            <source>The picture of this frame is not there yet; try again.</source>
            <translation>此帧的画面尚未就绪，请再试一次。</translation>
        </message>
        <message>
            <source>Mask copied.</source>
            <translation>已复制掩码。</translation>
        </message>
        <message>
            <source>Copy a mask first, with Ctrl+C.</source>
            <translation>请先用 Ctrl+C 复制一个掩码。</translation>
        </message>
        <message>
            <source>The copied mask belongs to a video of another size.</source>
            <translation>复制的掩码来自另一种尺寸的视频。</translation>
        </message>
        <message>
            <source>This is the last frame.</source>
            <translation>这是最后一帧。</translation>
        </message>
        <message>
            <source>This is the first frame.</source>
            <translation>这是第一帧。</translation>
        </message>
        <message>
            <source>Other objects are protected: tools add nothing over them.</source>
            <translation>其他对象已受保护：工具不会覆盖它们。</translation>
        </message>
        <message>
            <source>Other objects are no longer protected.</source>
            <translation>其他对象不再受保护。</translation>
        </message>
        <message>
            <source>Nothing would be left of the mask, so it stays as it is.</source>
            <translation>掩码将会消失，因此保持原样。</translation>
        </message>
        <message>
            <source>Select an object first, or press R and draw a box around a new one.</source>
            <translation>请先选择一个对象，或按 R 键框住一个新对象。</translation>
        </message>
        <message>
            <source>That changes nothing here.</source>
            <translation>此操作在此处不会带来任何变化。</translation>
        </message>
        <message>
            <source>“{0}” is there already.</source>
            <translation>“{0}”已经在那里了。</translation>
        </message>
        <message>
            <source>“{0}” has nothing on this frame yet.</source>
            <translation>“{0}”在此帧上还没有内容。</translation>
        </message>
        <message>
            <source>“{0}” has no mask on this frame; paint one, or go to a frame with a mask.</source>
            <translation>“{0}”在此帧上没有掩码；请涂画一个，或转到有掩码的帧。</translation>
        </message>
    </context>
    <context>
        <name>MergeDialog</name>
        <message>
            <source>The other object</source>
            <translation>另一个对象</translation>
        </message>
        <message>
            <source>&amp;All masks of</source>
            <translation>将此对象的所有掩码(&amp;A)</translation>
        </message>
        <message>
            <source>Merge</source>
            <translation>合并</translation>
        </message>
        <message>
            <source>The two are never on the same frame.</source>
            <translation>两者从不出现在同一帧上。</translation>
        </message>
        <message>
            <source>become masks of “{0}”, and “{1}” goes.</source>
            <translation>归入“{0}”，并移除“{1}”。</translation>
        </message>
        <message>
            <source>Merge into “{0}”</source>
            <translation>并入“{0}”</translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s) have both. What you made or checked stays there, otherwise that of “{0}”: {1} of “{0}”, {2} of “{3}”.</source>
            <translation>
                <numerusform>有 %n 帧两者都有：您绘制或审核过的予以保留，其余保留“{0}”的。结果：“{0}”{1} 帧，“{3}”{2} 帧。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ObjectCommands</name>
        <message>
            <source>There is no further frame in dispute in this direction.</source>
            <translation>这个方向上没有更多有分歧的帧了。</translation>
        </message>
        <message>
            <source>Set a range first: I at its first frame, O at its last.</source>
            <translation>请先设定范围：在第一帧按 I，在最后一帧按 O。</translation>
        </message>
        <message>
            <source>“{0}” has nothing in the range.</source>
            <translation>“{0}”在范围内没有内容。</translation>
        </message>
    </context>
    <context>
        <name>PreviewDialog</name>
        <message>
            <source>{0} of {1} frames looked at would change. Nothing changes before you accept it.</source>
            <translation>已查看的 {1} 帧中有 {0} 帧会改变。采用之前不会有任何更改。</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>停止(&amp;S)</translation>
        </message>
        <message>
            <source>Look no further; what was found stays in the list</source>
            <translation>不再继续查看，已找到的内容保留在列表中</translation>
        </message>
        <message>
            <source>&amp;Accept ticked</source>
            <translation>采用勾选项(&amp;A)</translation>
        </message>
        <message>
            <source>Objects and ranges</source>
            <translation>对象和范围</translation>
        </message>
        <message>
            <source>would be added</source>
            <translation>将增加</translation>
        </message>
        <message>
            <source>would be removed</source>
            <translation>将移除</translation>
        </message>
        <message>
            <source>reviewed</source>
            <translation>已审核</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>not reviewed</source>
            <translation>未审核</translation>
        </message>
        <message>
            <source>new masks</source>
            <translation>新掩码</translation>
        </message>
        <message>
            <source>unchanged</source>
            <translation>无变化</translation>
        </message>
        <message>
            <source>small</source>
            <translation>小</translation>
        </message>
        <message>
            <source>large</source>
            <translation>大</translation>
        </message>
        <message>
            <source>Frames</source>
            <translation>帧</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变化</translation>
        </message>
        <message>
            <source>Pixels</source>
            <translation>像素</translation>
        </message>
        <message>
            <source>{0}, down to {1} % overlap</source>
            <translation>{0}，重叠度最低 {1}%</translation>
        </message>
        <message>
            <source>{0} of {1} frames</source>
            <translation>{0}/{1} 帧</translation>
        </message>
    </context>
    <context>
        <name>Propagation</name>
        <message numerus="yes">
            <source>“{name}”: %n frame(s) unchanged, so the run stopped.</source>
            <translation>
                <numerusform>“{name}”：%n 帧没有变化，因此已停止。</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing was found in the box; correct the mask with the brush.</source>
            <translation>框内没有找到对象，请用画笔修正掩码。</translation>
        </message>
        <message>
            <source>Draw box</source>
            <translation>画框</translation>
        </message>
        <message>
            <source>Redraw box</source>
            <translation>重画框</translation>
        </message>
        <message>
            <source>Merge from both sides</source>
            <translation>从两侧合并</translation>
        </message>
        <message>
            <source>Run boxes</source>
            <translation>由框生成掩码</translation>
        </message>
        <message>
            <source>Propagate forward</source>
            <translation>向前传播</translation>
        </message>
        <message>
            <source>Propagate backward</source>
            <translation>向后传播</translation>
        </message>
        <message>
            <source>Propagate both ways</source>
            <translation>双向传播</translation>
        </message>
    </context>
    <context>
        <name>QAbstractFileIconProvider</name>
        <message>
            <source>Alias</source>
            <translation>替身</translation>
        </message>
        <message>
            <source>Drive</source>
            <translation>驱动器</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>File Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Shortcut</source>
            <translation>快捷方式</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>未知</translation>
        </message>
    </context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>&amp;Look in:</source>
            <translation>查找范围(&amp;L)：</translation>
        </message>
        <message>
            <source>Files of &amp;type:</source>
            <translation>文件类型(&amp;T)：</translation>
        </message>
    </context>
    <context>
        <name>RecentMenu</name>
        <message>
            <source>Open rece&amp;nt</source>
            <translation>打开最近的项目(&amp;N)</translation>
        </message>
        <message>
            <source>Nothing was opened yet</source>
            <translation>还没有打开过项目</translation>
        </message>
    </context>
    <context>
        <name>RerunPreview</name>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
    </context>
    <context>
        <name>ReviewModel</name>
        <message>
            <source>Frame</source>
            <translation>帧</translation>
        </message>
        <message>
            <source>Object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Urgency {0:.0%}: {1}</source>
            <translation>紧迫度 {0:.0%}：{1}</translation>
        </message>
    </context>
    <context>
        <name>ReviewPanel</name>
        <message>
            <source>Frames to review</source>
            <translation>待审核的帧</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>通过</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一个</translation>
        </message>
        <message>
            <source>All done</source>
            <translation>全部完成</translation>
        </message>
        <message>
            <source>Nothing to review yet</source>
            <translation>还没有可审核的内容</translation>
        </message>
        <message>
            <source>Looking for doubtful frames…</source>
            <translation>正在查找可疑的帧…</translation>
        </message>
        <message>
            <source>{0} to look at</source>
            <translation>{0} 个待查看</translation>
        </message>
    </context>
    <context>
        <name>RunVerbs</name>
        <message numerus="yes">
            <source>Took %n frame(s) of the preview.</source>
            <translation>
                <numerusform>已采用预览中的 %n 帧。</numerusform>
            </translation>
        </message>
        <message>
            <source>Accept preview</source>
            <translation>采用预览</translation>
        </message>
        <message>
            <source>The run of “{name}” stops before frame {n}, which is reviewed.</source>
            <translation>“{name}”的传播在已审核的第 {n} 帧之前停止。</translation>
        </message>
        <message numerus="yes">
            <source>%n run(s) stop before reviewed frames.</source>
            <translation>
                <numerusform>%n 次传播在已审核的帧之前停止。</numerusform>
            </translation>
        </message>
        <message>
            <source>Object {id}</source>
            <translation>对象 {id}</translation>
        </message>
        <message>
            <source>Propagate range</source>
            <translation>在范围内传播</translation>
        </message>
        <message>
            <source>Propagate all</source>
            <translation>传播所有对象</translation>
        </message>
        <message numerus="yes">
            <source>%n frame(s) stayed: they have become yours since.</source>
            <translation>
                <numerusform>%n 帧保持不变：预览之后您已处理过这些帧。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message numerus="yes">
            <source>Imported %n object(s): {masks} masks, {boxes} boxes.</source>
            <translation>
                <numerusform>已导入 %n 个对象：{masks} 个掩码，{boxes} 个框。</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing is lost while this window is open; saving is tried again.</source>
            <translation>只要此窗口开着就不会丢失任何内容；程序会再次尝试保存。</translation>
        </message>
        <message>
            <source>Save a copy</source>
            <translation>保存副本</translation>
        </message>
        <message numerus="yes">
            <source>%n change(s) of “{name}” could not be saved.</source>
            <translation>
                <numerusform>“{name}”有 %n 处更改未能保存。</numerusform>
            </translation>
        </message>
        <message>
            <source>Load the network</source>
            <translation>加载模型</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Import labels</source>
            <translation>导入标注</translation>
        </message>
        <message>
            <source>The video has {now} frames, not {before} as its index says.</source>
            <translation>视频有 {now} 帧，而不是索引所说的 {before} 帧。</translation>
        </message>
        <message>
            <source>Saving works again; everything is saved.</source>
            <translation>保存恢复正常，所有内容均已保存。</translation>
        </message>
        <message>
            <source>Saved a copy as “{path}”.</source>
            <translation>副本已保存为“{path}”。</translation>
        </message>
        <message numerus="yes">
            <source>%n mask(s) lay beyond its end.</source>
            <translation>
                <numerusform>有 %n 个掩码位于视频结尾之后。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>The masks that are left were made by the same earlier run, and stay.</source>
            <translation>其余掩码来自之前的同一次传播，予以保留。</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>Propagation</source>
            <translation>传播</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Draw an outline around masks</source>
            <translation>给掩码画上轮廓</translation>
        </message>
        <message>
            <source>Follow a running propagation with the playhead</source>
            <translation>播放头跟随正在进行的传播</translation>
        </message>
        <message>
            <source>Stop a run that only repeats the masks that are there</source>
            <translation>结果与已有掩码相同时停止传播</translation>
        </message>
        <message>
            <source> frames in a row</source>
            <translation> 帧</translation>
        </message>
        <message>
            <source> % overlap (IoU)</source>
            <translation>% (IoU)</translation>
        </message>
        <message>
            <source> %</source>
            <translation>%</translation>
        </message>
        <message>
            <source>The pressure of a pen changes the size of the brush</source>
            <translation>画笔大小随压感笔的压力变化</translation>
        </message>
        <message>
            <source> px</source>
            <translation> 像素</translation>
        </message>
        <message>
            <source> MiB</source>
            <translation> MiB</translation>
        </message>
        <message>
            <source>The bundled weights</source>
            <translation>自带的权重</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>&amp;Theme</source>
            <translation>主题(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Contrast</source>
            <translation>对比度(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Size of everything</source>
            <translation>界面大小(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>语言(&amp;L)</translation>
        </message>
        <message>
            <source>Mask &amp;opacity</source>
            <translation>掩码不透明度(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Brush diameter</source>
            <translation>画笔直径(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;After</source>
            <translation>连续(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;With at least</source>
            <translation>重叠度不低于(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Decoded frames</source>
            <translation>解码帧缓存(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Undo history</source>
            <translation>撤销历史(&amp;U)</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>浏览…</translation>
        </message>
        <message>
            <source>&amp;Weights</source>
            <translation>权重(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Runs on</source>
            <translation>运行设备(&amp;R)</translation>
        </message>
        <message>
            <source>T&amp;hreads</source>
            <translation>线程数(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Precision</source>
            <translation>精度(&amp;P)</translation>
        </message>
        <message>
            <source>Choose weights</source>
            <translation>选择权重</translation>
        </message>
        <message>
            <source>Weights (*.safetensors *.pth *.pt);;All files (*)</source>
            <translation>权重 (*.safetensors *.pth *.pt);;所有文件 (*)</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Usual</source>
            <translation>普通</translation>
        </message>
        <message>
            <source>High</source>
            <translation>高</translation>
        </message>
        <message>
            <source>Processor (CPU)</source>
            <translation>处理器 (CPU)</translation>
        </message>
        <message>
            <source>NVIDIA GPU (CUDA)</source>
            <translation>NVIDIA 显卡 (CUDA)</translation>
        </message>
        <message>
            <source>Apple GPU (MPS)</source>
            <translation>Apple 显卡 (MPS)</translation>
        </message>
        <message>
            <source>32 bit (exact)</source>
            <translation>32 位（精确）</translation>
        </message>
        <message>
            <source>bfloat16 (faster on recent processors)</source>
            <translation>bfloat16（在较新的处理器上更快）</translation>
        </message>
        <message>
            <source>Size and language take effect at the next start.</source>
            <translation>界面大小和语言在下次启动时生效。</translation>
        </message>
        <message>
            <source>More makes scrubbing back and forth faster.</source>
            <translation>数值越大，来回拖动播放头时越流畅。</translation>
        </message>
        <message>
            <source>Takes effect when a project is opened.</source>
            <translation>打开项目时生效。</translation>
        </message>
        <message>
            <source>A name from the list of checkpoints, or a file.</source>
            <translation>检查点列表中的名称，或一个文件。</translation>
        </message>
        <message>
            <source>Takes effect with the next box or propagation.</source>
            <translation>从下一次画框或传播开始生效。</translation>
        </message>
    </context>
    <context>
        <name>ShortcutEditor</name>
        <message>
            <source>Change shortcut</source>
            <translation>更改快捷键</translation>
        </message>
        <message>
            <source>New keys</source>
            <translation>新快捷键</translation>
        </message>
        <message>
            <source>Default</source>
            <translation>默认</translation>
        </message>
        <message>
            <source>New keys for “{0}”:</source>
            <translation>“{0}”的新快捷键：</translation>
        </message>
        <message>
            <source>“{0}” belongs to the picture; choose another key.</source>
            <translation>“{0}”已用于画面操作，请选择其他按键。</translation>
        </message>
        <message>
            <source>Without a key the action stays in the menu.</source>
            <translation>没有快捷键的操作仍可从菜单中执行。</translation>
        </message>
        <message>
            <source>“{0}” has this key now; it would lose it.</source>
            <translation>此按键现用于“{0}”，更改后将不再用于它。</translation>
        </message>
    </context>
    <context>
        <name>ShortcutsDialog</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <source>Search by action or key, for example “propagate”</source>
            <translation>按操作或按键搜索，例如“传播”</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>No action or key matches.</source>
            <translation>没有匹配的操作或按键。</translation>
        </message>
        <message>
            <source>Change…</source>
            <translation>更改…</translation>
        </message>
        <message>
            <source>All defaults</source>
            <translation>全部恢复默认</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>All actions have their default keys again.</source>
            <translation>所有操作都已恢复默认按键。</translation>
        </message>
        <message>
            <source>Shortcuts</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>The keys of “{0}” were changed.</source>
            <translation>“{0}”的按键已更改。</translation>
        </message>
    </context>
    <context>
        <name>StartPage</name>
        <message>
            <source>Annotate a video</source>
            <translation>标注视频</translation>
        </message>
        <message>
            <source>Draw one box around an object, press T to follow it through the video, correct with the brush, export.</source>
            <translation>框住一个对象，按 T 键在视频中跟踪它，用画笔修正，然后导出。</translation>
        </message>
        <message>
            <source>or drop a video, a folder of images or a project here</source>
            <translation>或者把视频、图像文件夹或项目拖放到这里</translation>
        </message>
        <message>
            <source>Go on with</source>
            <translation>继续上次的工作</translation>
        </message>
        <message>
            <source>Open video</source>
            <translation>打开视频</translation>
        </message>
        <message>
            <source>Open image folder</source>
            <translation>打开图像文件夹</translation>
        </message>
        <message>
            <source>Open demo clip</source>
            <translation>打开演示片段</translation>
        </message>
    </context>
    <context>
        <name>StateDialog</name>
        <message>
            <source>Choose one, or say it in your own words</source>
            <translation>选择一项，或用自己的话说明</translation>
        </message>
        <message>
            <source>yes: propagation keeps it</source>
            <translation>是：传播时保留</translation>
        </message>
        <message>
            <source>yes: nothing changes it</source>
            <translation>是：任何操作都不改变它</translation>
        </message>
        <message>
            <source>yes: to come back to</source>
            <translation>是：之后再来查看</translation>
        </message>
        <message>
            <source>&amp;Frames</source>
            <translation>帧(&amp;F)</translation>
        </message>
        <message>
            <source>The object &amp;is</source>
            <translation>对象的状态(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Reason</source>
            <translation>原因(&amp;R)</translation>
        </message>
        <message>
            <source>Re&amp;viewed</source>
            <translation>已审核(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Locked</source>
            <translation>已锁定(&amp;L)</translation>
        </message>
        <message>
            <source>Fla&amp;gged</source>
            <translation>已标记(&amp;G)</translation>
        </message>
        <message>
            <source>from here to the end, {0} to {1}</source>
            <translation>从此处到结尾，第 {0} 到 {1} 帧</translation>
        </message>
        <message>
            <source>from the start to here, 1 to {0}</source>
            <translation>从开头到此处，第 1 到 {0} 帧</translation>
        </message>
        <message>
            <source>as it is now</source>
            <translation>保持现状</translation>
        </message>
        <message>
            <source>visible</source>
            <translation>可见</translation>
        </message>
        <message>
            <source>occluded: partly hidden, the mask stays</source>
            <translation>被遮挡：部分被遮住，掩码保留</translation>
        </message>
        <message>
            <source>hidden: behind something, no mask</source>
            <translation>被完全遮挡：在某物后面，没有掩码</translation>
        </message>
        <message>
            <source>out of view: not in the picture, no mask</source>
            <translation>不在画面内：没有掩码</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message numerus="yes">
            <source>%n mask(s) will be deleted; Undo brings them back.</source>
            <translation>
                <numerusform>将删除 %n 个掩码；撤销可以恢复。</numerusform>
            </translation>
        </message>
        <message>
            <source>State of “{0}”</source>
            <translation>“{0}”的状态</translation>
        </message>
        <message>
            <source>the range, {0} to {1}</source>
            <translation>范围，第 {0} 到 {1} 帧</translation>
        </message>
        <message>
            <source>this one ({0})</source>
            <translation>此帧（{0}）</translation>
        </message>
    </context>
    <context>
        <name>StatusPanel</name>
        <message>
            <source>Frame {n} of {count} · {time}</source>
            <translation>第 {n} 帧，共 {count} 帧 · {time}</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Frame and time</source>
            <translation>帧和时间</translation>
        </message>
        <message>
            <source>Score of the selected object</source>
            <translation>选中对象的得分</translation>
        </message>
        <message>
            <source>Saved state</source>
            <translation>保存状态</translation>
        </message>
        <message>
            <source>{name}: nothing on this frame</source>
            <translation>{name}：此帧没有内容</translation>
        </message>
        <message>
            <source>All running jobs</source>
            <translation>所有运行中的任务</translation>
        </message>
        <message>
            <source>No video open</source>
            <translation>没有打开的视频</translation>
        </message>
        <message>
            <source>✓ Saved</source>
            <translation>✓ 已保存</translation>
        </message>
        <message>
            <source>● Saving…</source>
            <translation>● 正在保存…</translation>
        </message>
        <message>
            <source>⚠ Not saved</source>
            <translation>⚠ 未保存</translation>
        </message>
        <message>
            <source>{name}: out of view</source>
            <translation>{name}：不在画面内</translation>
        </message>
        <message>
            <source>score {value:.2f}</source>
            <translation>得分 {value:.2f}</translation>
        </message>
        <message>
            <source>+{n} more</source>
            <translation>另有 {n} 个</translation>
        </message>
    </context>
    <context>
        <name>Tasks</name>
        <message>
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>已停止。</translation>
        </message>
    </context>
    <context>
        <name>ThemeMenu</name>
        <message>
            <source>&amp;Theme</source>
            <translation>主题(&amp;T)</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>跟随系统(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>深色(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>浅色(&amp;L)</translation>
        </message>
    </context>
    <context>
        <name>Timeline</name>
        <message>
            <source>Keyframe: made by hand or from your box</source>
            <translation>关键帧：手动绘制或由所画的框预测</translation>
        </message>
        <message>
            <source>Propagated</source>
            <translation>传播所得</translation>
        </message>
        <message>
            <source>Merged from both sides</source>
            <translation>从两侧合并所得</translation>
        </message>
        <message>
            <source>Imported</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Box without a mask: to be run</source>
            <translation>只有框，尚无掩码</translation>
        </message>
        <message>
            <source>Empty mask: nothing was found</source>
            <translation>空掩码：没有找到对象</translation>
        </message>
        <message>
            <source>Occluded</source>
            <translation>被遮挡</translation>
        </message>
        <message>
            <source>Hidden behind something: no mask</source>
            <translation>被遮住：没有掩码</translation>
        </message>
        <message>
            <source>Out of view</source>
            <translation>不在画面内</translation>
        </message>
        <message>
            <source>Reviewed</source>
            <translation>已审核</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>Flagged</source>
            <translation>已标记</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Low score</source>
            <translation>得分低</translation>
        </message>
        <message>
            <source>frames {a} to {b}</source>
            <translation>第 {a} 到 {b} 帧</translation>
        </message>
        <message>
            <source>Nothing here yet</source>
            <translation>此处还没有内容</translation>
        </message>
        <message>
            <source>reviewed</source>
            <translation>已审核</translation>
        </message>
        <message>
            <source>locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>flagged</source>
            <translation>已标记</translation>
        </message>
        <message>
            <source>Hidden behind something</source>
            <translation>被其他东西遮住</translation>
        </message>
        <message>
            <source>{n} keyframes</source>
            <translation>{n} 个关键帧</translation>
        </message>
        <message>
            <source>{n} propagated</source>
            <translation>{n} 个传播所得</translation>
        </message>
        <message>
            <source>{n} merged</source>
            <translation>{n} 个合并所得</translation>
        </message>
        <message>
            <source>{n} imported</source>
            <translation>{n} 个导入</translation>
        </message>
        <message>
            <source>{n} empty: nothing was found</source>
            <translation>{n} 个为空：未找到目标</translation>
        </message>
        <message>
            <source>{n} hidden behind something</source>
            <translation>{n} 个被遮住</translation>
        </message>
        <message>
            <source>{n} out of view</source>
            <translation>{n} 个不在画面内</translation>
        </message>
        <message>
            <source>{n} reviewed</source>
            <translation>{n} 个已审核</translation>
        </message>
        <message>
            <source>{n} locked</source>
            <translation>{n} 个已锁定</translation>
        </message>
        <message>
            <source>{n} flagged</source>
            <translation>{n} 个已标记</translation>
        </message>
        <message>
            <source>frame {n}</source>
            <translation>第 {n} 帧</translation>
        </message>
        <message>
            <source>The mask is empty: nothing is marked here</source>
            <translation>掩码为空：此处没有标注</translation>
        </message>
        <message>
            <source>Run from frame {n}</source>
            <translation>从第 {n} 帧传播</translation>
        </message>
        <message>
            <source>1 keyframe</source>
            <translation>1 个关键帧</translation>
        </message>
        <message>
            <source>Score {score:.2f}</source>
            <translation>得分 {score:.2f}</translation>
        </message>
        <message>
            <source>Two sides differ: {dispute}</source>
            <translation>两侧不一致：{dispute}</translation>
        </message>
        <message>
            <source>Because: {reason}</source>
            <translation>原因：{reason}</translation>
        </message>
        <message>
            <source>Tool: {name}</source>
            <translation>工具：{name}</translation>
        </message>
    </context>
    <context>
        <name>TimelineMenu</name>
        <message>
            <source>Frame states</source>
            <translation>帧状态</translation>
        </message>
        <message>
            <source>Not seen because…</source>
            <translation>看不见的原因…</translation>
        </message>
        <message>
            <source>State and reason…</source>
            <translation>状态和原因…</translation>
        </message>
        <message>
            <source>Reviewed</source>
            <translation>已审核</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>Flagged</source>
            <translation>已标记</translation>
        </message>
        <message>
            <source>Delete mask here</source>
            <translation>删除此处的掩码</translation>
        </message>
        <message>
            <source>Delete range</source>
            <translation>删除范围</translation>
        </message>
        <message>
            <source>Delete from here to the end</source>
            <translation>删除从此处到结尾的内容</translation>
        </message>
        <message>
            <source>Delete the whole object</source>
            <translation>删除整个对象</translation>
        </message>
        <message>
            <source>Split object here</source>
            <translation>在此处拆分对象</translation>
        </message>
        <message>
            <source>Visible</source>
            <translation>可见</translation>
        </message>
        <message>
            <source>Occluded</source>
            <translation>被遮挡</translation>
        </message>
        <message>
            <source>Out of view (absent)</source>
            <translation>不在画面内</translation>
        </message>
        <message>
            <source>Propagate forward from here</source>
            <translation>从此处向前传播</translation>
        </message>
        <message>
            <source>Propagate backward from here</source>
            <translation>从此处向后传播</translation>
        </message>
    </context>
    <context>
        <name>TimelineView</name>
        <message>
            <source>{done} of {total}</source>
            <translation>{done}/{total}</translation>
        </message>
        <message>
            <source> · {fps:.1f} fps</source>
            <translation> · {fps:.1f} 帧/秒</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>时间轴</translation>
        </message>
        <message>
            <source>Draw a box around an object to start its lane.</source>
            <translation>框住一个对象，这里就会出现它的轨道。</translation>
        </message>
        <message>
            <source>No object is like that; clear the filter to see all.</source>
            <translation>没有符合条件的对象；清除筛选即可显示全部。</translation>
        </message>
        <message>
            <source>Timeline · {0} of {1} objects</source>
            <translation>时间轴 · {0}/{1} 个对象</translation>
        </message>
        <message>
            <source>Open a video to see its timeline here.</source>
            <translation>打开视频后，这里会显示时间轴。</translation>
        </message>
    </context>
    <context>
        <name>TimelineWidget</name>
        <message>
            <source>Filmstrip</source>
            <translation>胶片条</translation>
        </message>
        <message>
            <source>Arrows step frames and objects, Shift with the page keys turns over what is on screen, plus and minus zoom, an asterisk shows the whole video, a slash the filmstrip, the menu key acts here</source>
            <translation>方向键切换帧和对象，Shift 加翻页键翻动屏幕内容，加号键和减号键缩放，星号键显示整个视频，斜杠键显示胶片条，菜单键打开此处的菜单</translation>
        </message>
        <message>
            <source>Frame {n} · {time}</source>
            <translation>第 {n} 帧 · {time}</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
    </context>
    <context>
        <name>TrackDelegate</name>
        <message>
            <source>Category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Choose, or type a new one</source>
            <translation>选择类别，或输入新类别</translation>
        </message>
    </context>
    <context>
        <name>TrackModel</name>
        <message numerus="yes">
            <source>%n box(es) without a mask: Propagate &gt; Run boxes</source>
            <translation>
                <numerusform>%n 个框没有掩码：传播 &gt; 由框生成掩码</numerusform>
            </translation>
        </message>
        <message>
            <source>Shown: click to hide</source>
            <translation>显示中：点击隐藏</translation>
        </message>
        <message>
            <source>Hidden</source>
            <translation>已隐藏</translation>
        </message>
        <message>
            <source>Locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>Not locked: click to lock</source>
            <translation>未锁定：点击锁定</translation>
        </message>
        <message>
            <source>Shown</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Key</source>
            <translation>按键</translation>
        </message>
        <message>
            <source>Object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Stop {name}; what has arrived stays</source>
            <translation>停止“{name}”，已得到的结果保留</translation>
        </message>
        <message>
            <source>Category {name}; double-click to change</source>
            <translation>类别 {name}；双击更改</translation>
        </message>
        <message>
            <source>Delete {name} in all frames</source>
            <translation>在所有帧中删除 {name}</translation>
        </message>
        <message>
            <source>Key {n}: select it</source>
            <translation>按键 {n}：选择它</translation>
        </message>
        <message>
            <source>Double-click to change the colour</source>
            <translation>双击更改颜色</translation>
        </message>
        <message>
            <source>Add category</source>
            <translation>添加类别</translation>
        </message>
    </context>
    <context>
        <name>TrackPanel</name>
        <message>
            <source>No objects yet.
Draw a box around one in the picture.</source>
            <translation>还没有对象。
在画面中框住一个对象。</translation>
        </message>
        <message>
            <source>Move up (further behind)</source>
            <translation>在列表中上移（移向底层）</translation>
        </message>
        <message>
            <source>Move down (further in front)</source>
            <translation>在列表中下移（移向顶层）</translation>
        </message>
        <message>
            <source>Delete the object in all frames</source>
            <translation>在所有帧中删除该对象</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Category…</source>
            <translation>类别…</translation>
        </message>
        <message>
            <source>Colour…</source>
            <translation>颜色…</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>上移</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>下移</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>复制一份</translation>
        </message>
        <message>
            <source>Merge another into it…</source>
            <translation>将另一个对象并入…</translation>
        </message>
        <message>
            <source>Delete object</source>
            <translation>删除对象</translation>
        </message>
        <message>
            <source>Colour of {name}</source>
            <translation>{name} 的颜色</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Unlock</source>
            <translation>解锁</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>锁定</translation>
        </message>
        <message>
            <source>Split at frame {n}</source>
            <translation>在第 {n} 帧拆分</translation>
        </message>
    </context>
    <context>
        <name>TransportBar</name>
        <message>
            <source>Frame</source>
            <translation>帧</translation>
        </message>
        <message>
            <source>Frame number (G)</source>
            <translation>帧号 (G)</translation>
        </message>
        <message>
            <source>Range {0} – {1}</source>
            <translation>范围 {0} – {1}</translation>
        </message>
    </context>
    <context>
        <name>WindowDialogs</name>
        <message>
            <source>Open video or project</source>
            <translation>打开视频或项目</translation>
        </message>
        <message>
            <source>Open a folder of images</source>
            <translation>打开图像文件夹</translation>
        </message>
        <message>
            <source>Everything is saved in “{0}”. Choose a name to keep a copy.</source>
            <translation>所有内容都保存在“{0}”中。请选择一个名称来保存副本。</translation>
        </message>
        <message>
            <source>Save a copy</source>
            <translation>保存副本</translation>
        </message>
        <message>
            <source>Look for it…</source>
            <translation>查找…</translation>
        </message>
        <message>
            <source>Close all the same</source>
            <translation>仍然关闭</translation>
        </message>
        <message>
            <source>Propagate</source>
            <translation>传播</translation>
        </message>
        <message>
            <source>How many frames?</source>
            <translation>多少帧？</translation>
        </message>
        <message>
            <source>About Annotator</source>
            <translation>关于 Annotator</translation>
        </message>
        <message>
            <source>Annotator</source>
            <translation>Annotator</translation>
        </message>
        <message>
            <source>Videos and projects ({0});;All files (*)</source>
            <translation>视频和项目 ({0});;所有文件 (*)</translation>
        </message>
        <message>
            <source>Projects (*{0})</source>
            <translation>项目 (*{0})</translation>
        </message>
        <message>
            <source>Videos ({0});;All files (*)</source>
            <translation>视频 ({0});;所有文件 (*)</translation>
        </message>
        <message>
            <source>Where are the images now?</source>
            <translation>图像现在在哪里？</translation>
        </message>
        <message>
            <source>Where is the video now?</source>
            <translation>视频现在在哪里？</translation>
        </message>
        <message>
            <source>An export is still running. Closing now gives it up.</source>
            <translation>导出仍在进行。现在关闭将放弃导出。</translation>
        </message>
        <message>
            <source>“{0}” holds labels. Open their video first, then drop them again.</source>
            <translation>“{0}”是标注文件。请先打开对应的视频，再将其拖入。</translation>
        </message>
        <message>
            <source>Use it all the same</source>
            <translation>仍然使用</translation>
        </message>
        <message>
            <source>Some changes could not be saved ({0}). Closing now loses them.</source>
            <translation>有些更改未能保存（{0}）。现在关闭将丢失它们。</translation>
        </message>
        <message>
            <source>An import is still running. Closing now gives it up.</source>
            <translation>导入仍在进行。现在关闭将放弃导入。</translation>
        </message>
        <message>
            <source>&lt;b&gt;Annotator {0}&lt;/b&gt;&lt;p&gt;Draw one box, follow the object through the video with SiamMask, correct the masks, export COCO and DAVIS.&lt;/p&gt;</source>
            <translation>&lt;b&gt;Annotator {0}&lt;/b&gt;&lt;p&gt;画一个框，用 SiamMask 在视频中跟踪对象，修正掩码，导出 COCO 和 DAVIS。&lt;/p&gt;</translation>
        </message>
    </context>
    <context>
        <name>actions</name>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Go</source>
            <translation>转到(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Object</source>
            <translation>对象(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;State</source>
            <translation>状态(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Mask</source>
            <translation>掩码(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Propagate</source>
            <translation>传播(&amp;P)</translation>
        </message>
        <message>
            <source>Pre&amp;view over reviewed frames</source>
            <translation>在已审核的帧上预览(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Review</source>
            <translation>审核(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Tools</source>
            <translation>工具(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Open video or project…</source>
            <translation>打开视频或项目(&amp;O)…</translation>
        </message>
        <message>
            <source>Open image &amp;folder…</source>
            <translation>打开图像文件夹(&amp;F)…</translation>
        </message>
        <message>
            <source>Open &amp;demo clip</source>
            <translation>打开演示片段(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Save a copy…</source>
            <translation>保存副本(&amp;S)…</translation>
        </message>
        <message>
            <source>&amp;Relink video…</source>
            <translation>重新链接视频(&amp;R)…</translation>
        </message>
        <message>
            <source>&amp;Import labels…</source>
            <translation>导入标注(&amp;I)…</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>导出(&amp;E)…</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>重做(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Copy mask</source>
            <translation>复制掩码(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Paste mask</source>
            <translation>粘贴掩码(&amp;P)</translation>
        </message>
        <message>
            <source>Copy mask to &amp;next frame</source>
            <translation>复制掩码到下一帧(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Delete mask here</source>
            <translation>删除此处的掩码(&amp;D)</translation>
        </message>
        <message>
            <source>Delete masks from here to the &amp;end</source>
            <translation>删除从此处到结尾的掩码(&amp;E)</translation>
        </message>
        <message>
            <source>Delete masks in the ran&amp;ge</source>
            <translation>删除范围内的掩码(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>设置(&amp;S)…</translation>
        </message>
        <message>
            <source>&amp;Fit picture</source>
            <translation>适合画面(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Actual pixels (1:1)</source>
            <translation>实际像素 (1:1)(&amp;A)</translation>
        </message>
        <message>
            <source>Zoom &amp;in</source>
            <translation>放大(&amp;I)</translation>
        </message>
        <message>
            <source>Zoom &amp;out</source>
            <translation>缩小(&amp;O)</translation>
        </message>
        <message>
            <source>Show &amp;masks</source>
            <translation>显示掩码(&amp;M)</translation>
        </message>
        <message>
            <source>Show out&amp;lines</source>
            <translation>显示轮廓(&amp;L)</translation>
        </message>
        <message>
            <source>Show &amp;rotated box</source>
            <translation>显示旋转框(&amp;R)</translation>
        </message>
        <message>
            <source>Show pixels in &amp;dispute after a merge</source>
            <translation>合并后显示有分歧的像素(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Next panel</source>
            <translation>下一个面板(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Previous panel</source>
            <translation>上一个面板(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Play or pause</source>
            <translation>播放或暂停(&amp;P)</translation>
        </message>
        <message>
            <source>Play &amp;backward</source>
            <translation>倒放(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;Stop playing</source>
            <translation>停止播放(&amp;S)</translation>
        </message>
        <message>
            <source>Play &amp;forward</source>
            <translation>正放(&amp;F)</translation>
        </message>
        <message>
            <source>Previous frame</source>
            <translation>上一帧</translation>
        </message>
        <message>
            <source>Next frame</source>
            <translation>下一帧</translation>
        </message>
        <message>
            <source>10 frames back</source>
            <translation>后退 10 帧</translation>
        </message>
        <message>
            <source>10 frames on</source>
            <translation>前进 10 帧</translation>
        </message>
        <message>
            <source>1 second back</source>
            <translation>后退 1 秒</translation>
        </message>
        <message>
            <source>1 second on</source>
            <translation>前进 1 秒</translation>
        </message>
        <message>
            <source>First frame</source>
            <translation>第一帧</translation>
        </message>
        <message>
            <source>Last frame</source>
            <translation>最后一帧</translation>
        </message>
        <message>
            <source>Previous keyframe of the object</source>
            <translation>对象的上一个关键帧</translation>
        </message>
        <message>
            <source>Next keyframe of the object</source>
            <translation>对象的下一个关键帧</translation>
        </message>
        <message>
            <source>Previous frame in dispute</source>
            <translation>上一个有分歧的帧</translation>
        </message>
        <message>
            <source>Next frame in dispute</source>
            <translation>下一个有分歧的帧</translation>
        </message>
        <message>
            <source>&amp;Go to frame…</source>
            <translation>转到帧(&amp;G)…</translation>
        </message>
        <message>
            <source>Range starts here</source>
            <translation>设为范围起点</translation>
        </message>
        <message>
            <source>Range ends here</source>
            <translation>设为范围终点</translation>
        </message>
        <message>
            <source>Clear range</source>
            <translation>清除范围</translation>
        </message>
        <message>
            <source>&amp;New object</source>
            <translation>新建对象(&amp;N)</translation>
        </message>
        <message>
            <source>Delete &amp;whole object</source>
            <translation>删除整个对象(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Find in the timeline…</source>
            <translation>在时间轴中查找(&amp;F)…</translation>
        </message>
        <message>
            <source>D&amp;uplicate object</source>
            <translation>复制对象(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Split object here</source>
            <translation>在此处拆分对象(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Merge another object into it…</source>
            <translation>将另一个对象并入此对象(&amp;M)…</translation>
        </message>
        <message>
            <source>Categories and a&amp;ttributes…</source>
            <translation>类别和属性(&amp;T)…</translation>
        </message>
        <message>
            <source>Bring forward</source>
            <translation>上移一层</translation>
        </message>
        <message>
            <source>Send backward</source>
            <translation>下移一层</translation>
        </message>
        <message>
            <source>Bring to front</source>
            <translation>置于顶层</translation>
        </message>
        <message>
            <source>Send to back</source>
            <translation>置于底层</translation>
        </message>
        <message>
            <source>&amp;State and reason…</source>
            <translation>状态和原因(&amp;S)…</translation>
        </message>
        <message>
            <source>&amp;Out of view here</source>
            <translation>此帧中对象不在画面内(&amp;O)</translation>
        </message>
        <message>
            <source>O&amp;ccluded here</source>
            <translation>此帧中对象被遮挡(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Lock or unlock this frame</source>
            <translation>锁定或解锁此帧(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Reviewed (propagation keeps it)</source>
            <translation>已审核（传播时保留）(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Flag this frame</source>
            <translation>标记此帧(&amp;F)</translation>
        </message>
        <message>
            <source>Out of &amp;view in the range</source>
            <translation>范围内对象不在画面内(&amp;V)</translation>
        </message>
        <message>
            <source>Occl&amp;uded in the range</source>
            <translation>范围内对象被遮挡(&amp;U)</translation>
        </message>
        <message>
            <source>Loc&amp;k or unlock the range</source>
            <translation>锁定或解锁范围(&amp;K)</translation>
        </message>
        <message>
            <source>Rev&amp;iewed in the range</source>
            <translation>将范围设为已审核(&amp;I)</translation>
        </message>
        <message>
            <source>Fla&amp;g the range</source>
            <translation>标记范围(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Fill holes</source>
            <translation>填充孔洞(&amp;F)</translation>
        </message>
        <message>
            <source>Drop &amp;islands</source>
            <translation>去除孤立区域(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Smooth outline</source>
            <translation>平滑轮廓(&amp;S)</translation>
        </message>
        <message>
            <source>Snap to &amp;edges of the picture</source>
            <translation>吸附到图像边缘(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Grow by a pixel</source>
            <translation>扩展一个像素(&amp;G)</translation>
        </message>
        <message>
            <source>Sh&amp;rink by a pixel</source>
            <translation>收缩一个像素(&amp;R)</translation>
        </message>
        <message>
            <source>Move mask left</source>
            <translation>掩码左移</translation>
        </message>
        <message>
            <source>Move mask right</source>
            <translation>掩码右移</translation>
        </message>
        <message>
            <source>Move mask up</source>
            <translation>掩码上移</translation>
        </message>
        <message>
            <source>Move mask down</source>
            <translation>掩码下移</translation>
        </message>
        <message>
            <source>Copy mask from &amp;previous frame</source>
            <translation>从上一帧复制掩码(&amp;P)</translation>
        </message>
        <message>
            <source>Copy mask from &amp;next frame</source>
            <translation>从下一帧复制掩码(&amp;N)</translation>
        </message>
        <message>
            <source>Pro&amp;tect other objects</source>
            <translation>保护其他对象(&amp;T)</translation>
        </message>
        <message>
            <source>Propagate &amp;forward</source>
            <translation>向前传播(&amp;F)</translation>
        </message>
        <message>
            <source>Propagate &amp;backward</source>
            <translation>向后传播(&amp;B)</translation>
        </message>
        <message>
            <source>Propagate within the &amp;range</source>
            <translation>在范围内传播(&amp;R)</translation>
        </message>
        <message>
            <source>Propagate &amp;one frame</source>
            <translation>传播一帧(&amp;O)</translation>
        </message>
        <message>
            <source>Propagate one frame back</source>
            <translation>向后传播一帧</translation>
        </message>
        <message>
            <source>Propagate &amp;some frames…</source>
            <translation>传播若干帧(&amp;S)…</translation>
        </message>
        <message>
            <source>Propagate some frames back…</source>
            <translation>向后传播若干帧…</translation>
        </message>
        <message>
            <source>Propagate both &amp;ways</source>
            <translation>双向传播(&amp;W)</translation>
        </message>
        <message>
            <source>Propagate &amp;all objects forward</source>
            <translation>向前传播所有对象(&amp;A)</translation>
        </message>
        <message>
            <source>Propagate all objects bac&amp;kward</source>
            <translation>向后传播所有对象(&amp;K)</translation>
        </message>
        <message>
            <source>Propagate all objects within the range</source>
            <translation>在范围内传播所有对象</translation>
        </message>
        <message>
            <source>Preview a run &amp;forward over reviewed frames</source>
            <translation>预览在已审核帧上的向前传播(&amp;F)</translation>
        </message>
        <message>
            <source>Preview a run &amp;backward over reviewed frames</source>
            <translation>预览在已审核帧上的向后传播(&amp;B)</translation>
        </message>
        <message>
            <source>Preview a run both &amp;ways over reviewed frames</source>
            <translation>预览在已审核帧上的双向传播(&amp;W)</translation>
        </message>
        <message>
            <source>Preview a run within the &amp;range</source>
            <translation>预览范围内的传播(&amp;R)</translation>
        </message>
        <message>
            <source>Preview a run of &amp;all objects forward</source>
            <translation>预览所有对象的向前传播(&amp;A)</translation>
        </message>
        <message>
            <source>Preview a run of all objects bac&amp;kward</source>
            <translation>预览所有对象的向后传播(&amp;K)</translation>
        </message>
        <message>
            <source>Preview a run of all objects both wa&amp;ys</source>
            <translation>预览所有对象的双向传播(&amp;Y)</translation>
        </message>
        <message>
            <source>Preview a run of all &amp;objects within the range</source>
            <translation>预览所有对象在范围内的传播(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Merge from the keyframes on both sides</source>
            <translation>从两侧关键帧合并(&amp;M)</translation>
        </message>
        <message>
            <source>Run the bo&amp;x on this frame</source>
            <translation>由此帧的框生成掩码(&amp;X)</translation>
        </message>
        <message>
            <source>Run all boxes of the ob&amp;ject</source>
            <translation>由该对象的所有框生成掩码(&amp;J)</translation>
        </message>
        <message>
            <source>Run all boxes of all objects</source>
            <translation>由所有对象的框生成掩码</translation>
        </message>
        <message>
            <source>Show the &amp;newest frame while running</source>
            <translation>运行时显示最新帧(&amp;N)</translation>
        </message>
        <message>
            <source>S&amp;top</source>
            <translation>停止(&amp;T)</translation>
        </message>
        <message>
            <source>Stop the selected obj&amp;ect only</source>
            <translation>仅停止选中的对象(&amp;E)</translation>
        </message>
        <message>
            <source>R&amp;unning jobs…</source>
            <translation>运行中的任务(&amp;U)…</translation>
        </message>
        <message>
            <source>&amp;Next frame to review</source>
            <translation>下一个待审核的帧(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Previous frame to review</source>
            <translation>上一个待审核的帧(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Accept and go on</source>
            <translation>通过并继续(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Select</source>
            <translation>选择(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Box</source>
            <translation>矩形框(&amp;B)</translation>
        </message>
        <message>
            <source>Br&amp;ush</source>
            <translation>画笔(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Eraser</source>
            <translation>橡皮擦(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Polygon</source>
            <translation>多边形(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Lasso</source>
            <translation>套索(&amp;L)</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>缩小画笔</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>放大画笔</translation>
        </message>
        <message>
            <source>&amp;Find a command…</source>
            <translation>查找命令(&amp;F)…</translation>
        </message>
        <message>
            <source>&amp;Keyboard shortcuts</source>
            <translation>键盘快捷键(&amp;K)</translation>
        </message>
        <message>
            <source>Show the &amp;hints again</source>
            <translation>再次显示提示(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;About</source>
            <translation>关于(&amp;A)</translation>
        </message>
        <message>
            <source>Select no object</source>
            <translation>取消选择对象</translation>
        </message>
        <message>
            <source>Select object {0}</source>
            <translation>选择对象 {0}</translation>
        </message>
    </context>
    <context>
        <name>attributes</name>
        <message>
            <source>Text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>Yes or no</source>
            <translation>是/否</translation>
        </message>
        <message>
            <source>Choice</source>
            <translation>单选</translation>
        </message>
    </context>
    <context>
        <name>edits</name>
        <message>
            <source>Add object</source>
            <translation>添加对象</translation>
        </message>
        <message>
            <source>Delete object</source>
            <translation>删除对象</translation>
        </message>
        <message>
            <source>Change object</source>
            <translation>更改对象</translation>
        </message>
        <message>
            <source>Reorder objects</source>
            <translation>调整对象顺序</translation>
        </message>
        <message>
            <source>Edit mask</source>
            <translation>编辑掩码</translation>
        </message>
        <message>
            <source>Change category</source>
            <translation>更改类别</translation>
        </message>
        <message>
            <source>Relink video</source>
            <translation>重新链接视频</translation>
        </message>
        <message>
            <source>Add category</source>
            <translation>添加类别</translation>
        </message>
        <message>
            <source>Delete category</source>
            <translation>删除类别</translation>
        </message>
    </context>
    <context>
        <name>fixed_keys</name>
        <message>
            <source>In the picture: move it (hold and drag)</source>
            <translation>画面中：移动画面（按住并拖动）</translation>
        </message>
        <message>
            <source>In the picture: hide the masks (hold)</source>
            <translation>画面中：隐藏掩码（按住）</translation>
        </message>
        <message>
            <source>In the picture: brush and eraser swap (hold)</source>
            <translation>画面中：画笔与橡皮擦互换（按住）</translation>
        </message>
        <message>
            <source>On the timeline: zoom in</source>
            <translation>时间轴上：放大</translation>
        </message>
        <message>
            <source>On the timeline: zoom out</source>
            <translation>时间轴上：缩小</translation>
        </message>
        <message>
            <source>On the timeline: the whole video</source>
            <translation>时间轴上：显示整个视频</translation>
        </message>
        <message>
            <source>On the timeline: filmstrip</source>
            <translation>时间轴上：胶片条</translation>
        </message>
        <message>
            <source>On the timeline: object above or below</source>
            <translation>时间轴上：上一个或下一个对象</translation>
        </message>
        <message>
            <source>On the timeline: turn over what is on screen</source>
            <translation>时间轴上：翻页</translation>
        </message>
    </context>
    <context>
        <name>inspector</name>
        <message>
            <source>hidden behind something</source>
            <translation>被其他东西遮住</translation>
        </message>
        <message>
            <source>visible</source>
            <translation>可见</translation>
        </message>
        <message>
            <source>occluded</source>
            <translation>被遮挡</translation>
        </message>
        <message>
            <source>out of view</source>
            <translation>不在画面内</translation>
        </message>
        <message>
            <source>Category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>reviewed</source>
            <translation>已审核</translation>
        </message>
        <message>
            <source>locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>flagged</source>
            <translation>已标记</translation>
        </message>
        <message>
            <source>{count} times, last by: {tool}</source>
            <translation>{count} 次，最后一次：{tool}</translation>
        </message>
        <message>
            <source>nothing here yet</source>
            <translation>此处还没有内容</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>面积</translation>
        </message>
        <message>
            <source>none: the mask is empty</source>
            <translation>无：掩码为空</translation>
        </message>
        <message>
            <source>Box</source>
            <translation>边界框</translation>
        </message>
        <message>
            <source>Parts</source>
            <translation>连通区域</translation>
        </message>
        <message>
            <source>Rotated box</source>
            <translation>旋转框</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Two sides differ</source>
            <translation>两侧不一致</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>手动修改</translation>
        </message>
        <message>
            <source>Made by</source>
            <translation>制作方式</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Started at</source>
            <translation>起始帧</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>传播编号</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>once, by: {tool}</source>
            <translation>1 次：{tool}</translation>
        </message>
        <message>
            <source>{0:,} px ({1:.2%} of the picture)</source>
            <translation>{0:,} 像素（占画面的 {1:.2%}）</translation>
        </message>
    </context>
    <context>
        <name>media_words</name>
        <message>
            <source>about {fps} fps, variable</source>
            <translation>约 {fps} 帧/秒，帧率可变</translation>
        </message>
        <message>
            <source>{fps} fps</source>
            <translation>{fps} 帧/秒</translation>
        </message>
        <message>
            <source>{count} frames, counted</source>
            <translation>{count} 帧（已逐帧核实）</translation>
        </message>
        <message>
            <source>{count} frames</source>
            <translation>{count} 帧</translation>
        </message>
        <message>
            <source>turned by {degrees}°</source>
            <translation>旋转 {degrees}°</translation>
        </message>
    </context>
    <context>
        <name>punctuation</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>{title}: {text}</source>
            <translation>{title}：{text}</translation>
        </message>
        <message>
            <source>{value:.0f} %</source>
            <translation>{value:.0f}%</translation>
        </message>
    </context>
    <context>
        <name>review</name>
        <message>
            <source>flagged</source>
            <translation>已标记</translation>
        </message>
        <message>
            <source>nothing was found</source>
            <translation>什么也没找到</translation>
        </message>
        <message>
            <source>low score</source>
            <translation>得分低</translation>
        </message>
        <message>
            <source>no score</source>
            <translation>没有得分</translation>
        </message>
        <message>
            <source>forward and backward disagree</source>
            <translation>向前与向后传播的结果不一致</translation>
        </message>
        <message>
            <source>the size jumps</source>
            <translation>大小突变</translation>
        </message>
        <message>
            <source>the place jumps</source>
            <translation>位置突变</translation>
        </message>
        <message>
            <source>several parts</source>
            <translation>分成多个部分</translation>
        </message>
        <message>
            <source>the shape jumps</source>
            <translation>形状突变</translation>
        </message>
        <message>
            <source>reaches the edge of the picture</source>
            <translation>触及画面边界</translation>
        </message>
        <message>
            <source>two runs meet and differ</source>
            <translation>两次传播相接处不一致</translation>
        </message>
    </context>
    <context>
        <name>sentences</name>
        <message>
            <source>COCO instances (JSON)</source>
            <translation>COCO 实例 (JSON)</translation>
        </message>
        <message>
            <source>YouTube-VIS (COCO for video, JSON)</source>
            <translation>YouTube-VIS（视频 COCO，JSON）</translation>
        </message>
        <message>
            <source>DAVIS 2017 (palette PNG)</source>
            <translation>DAVIS 2017（调色板 PNG）</translation>
        </message>
        <message>
            <source>DAVIS 2016 (black and white PNG)</source>
            <translation>DAVIS 2016（黑白 PNG）</translation>
        </message>
        <message>
            <source>YouTube-VOS (palette PNG, meta.json)</source>
            <translation>YouTube-VOS（调色板 PNG，meta.json）</translation>
        </message>
        <message>
            <source>MOTS (MOTSChallenge, text and 16-bit PNG)</source>
            <translation>MOTS（MOTSChallenge，文本和 16 位 PNG）</translation>
        </message>
        <message>
            <source>KITTI MOTS (text and 16-bit PNG)</source>
            <translation>KITTI MOTS（文本和 16 位 PNG）</translation>
        </message>
        <message>
            <source>MOTChallenge (boxes, text)</source>
            <translation>MOTChallenge（框，文本）</translation>
        </message>
        <message>
            <source>VOT (masks, text)</source>
            <translation>VOT（掩码，文本）</translation>
        </message>
        <message>
            <source>VOT (rectangles, text)</source>
            <translation>VOT（矩形，文本）</translation>
        </message>
        <message>
            <source>VOT (rotated boxes, text)</source>
            <translation>VOT（旋转框，文本）</translation>
        </message>
        <message>
            <source>CVAT for video 1.1 (polygons, XML)</source>
            <translation>CVAT 视频 1.1（多边形，XML）</translation>
        </message>
        <message>
            <source>CVAT for images 1.1 (masks, XML)</source>
            <translation>CVAT 图像 1.1（掩码，XML）</translation>
        </message>
        <message>
            <source>labelme (JSON per frame)</source>
            <translation>labelme（每帧一个 JSON）</translation>
        </message>
        <message>
            <source>YOLO segmentation (text per frame)</source>
            <translation>YOLO 分割（每帧一个文本）</translation>
        </message>
        <message>
            <source>Table (CSV)</source>
            <translation>表格 (CSV)</translation>
        </message>
        <message>
            <source>PNG per object (black and white)</source>
            <translation>每个对象一个 PNG（黑白）</translation>
        </message>
        <message>
            <source>PNG of indices</source>
            <translation>索引 PNG</translation>
        </message>
        <message>
            <source>Overlay video (MP4, H.264)</source>
            <translation>叠加视频（MP4，H.264）</translation>
        </message>
        <message>
            <source>Overlay animation (GIF)</source>
            <translation>叠加动画 (GIF)</translation>
        </message>
        <message>
            <source>create</source>
            <translation>创建</translation>
        </message>
        <message>
            <source>open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>read</source>
            <translation>读取</translation>
        </message>
        <message>
            <source>write</source>
            <translation>写入</translation>
        </message>
        <message>
            <source>save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>旋转</translation>
        </message>
        <message>
            <source>codec</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>disagreement</source>
            <translation>分歧</translation>
        </message>
        <message>
            <source>reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>no such file or directory</source>
            <translation>没有该文件或文件夹</translation>
        </message>
        <message>
            <source>permission denied</source>
            <translation>权限不足</translation>
        </message>
        <message>
            <source>is a directory</source>
            <translation>是一个文件夹</translation>
        </message>
        <message>
            <source>not a directory</source>
            <translation>不是文件夹</translation>
        </message>
        <message>
            <source>no space left on device</source>
            <translation>设备上没有剩余空间</translation>
        </message>
        <message>
            <source>input/output error</source>
            <translation>输入/输出错误</translation>
        </message>
        <message>
            <source>read-only file system</source>
            <translation>只读文件系统</translation>
        </message>
        <message>
            <source>; </source>
            <translation>；</translation>
        </message>
        <message>
            <source>: </source>
            <translation>：</translation>
        </message>
        <message>
            <source>, </source>
            <translation>，</translation>
        </message>
        <message>
            <source>.</source>
            <translation>。</translation>
        </message>
        <message>
            <source>an attribute needs a name; type one</source>
            <translation>属性需要名称，请输入</translation>
        </message>
        <message>
            <source>“{name}” has nothing to choose from; type its choices</source>
            <translation>“{name}”没有可选的值，请输入选项</translation>
        </message>
        <message>
            <source>the choices of “{name}” must be different; change one</source>
            <translation>“{name}”的选项必须各不相同，请修改其中一个</translation>
        </message>
        <message>
            <source>“{name}” cannot be {default} by default</source>
            <translation>“{name}”的默认值不能是 {default}</translation>
        </message>
        <message>
            <source>“{name}” cannot have the limits {limits}</source>
            <translation>“{name}”的取值范围不能是 {limits}</translation>
        </message>
        <message>
            <source>“{name}” cannot be {value}; choose another value</source>
            <translation>“{name}”不能是 {value}，请选择其他值</translation>
        </message>
        <message>
            <source>a definition of an attribute is damaged</source>
            <translation>一个属性的定义已损坏</translation>
        </message>
        <message>
            <source>the values of the attribute {name} are damaged</source>
            <translation>属性 {name} 的值已损坏</translation>
        </message>
        <message>
            <source>the attributes are no JSON</source>
            <translation>属性不是 JSON</translation>
        </message>
        <message>
            <source>the attributes are damaged</source>
            <translation>属性已损坏</translation>
        </message>
        <message>
            <source>object id {id} cannot be used again</source>
            <translation>对象编号 {id} 不能再次使用</translation>
        </message>
        <message>
            <source>object '{name}' has an unknown category; add it first</source>
            <translation>对象“{name}”的类别未知，请先添加该类别</translation>
        </message>
        <message>
            <source>an object has no attribute {unknown}</source>
            <translation>对象没有属性 {unknown}</translation>
        </message>
        <message>
            <source>that category does not exist; add it first</source>
            <translation>该类别不存在，请先添加</translation>
        </message>
        <message>
            <source>the new order must name every object exactly once</source>
            <translation>新的顺序必须恰好列出每个对象一次</translation>
        </message>
        <message>
            <source>the category is used by '{used_by}'; give that object another one first</source>
            <translation>该类别正被“{used_by}”使用，请先给该对象换一个类别</translation>
        </message>
        <message>
            <source>category {category_id} has a wrong id</source>
            <translation>类别 {category_id} 的编号有误</translation>
        </message>
        <message>
            <source>a mask is a 2-D array, got {ndim} dimensions</source>
            <translation>掩码应为二维数组，实际为 {ndim} 维</translation>
        </message>
        <message>
            <source>the part of a mask must lie in the picture</source>
            <translation>掩码的局部必须位于画面之内</translation>
        </message>
        <message>
            <source>a run-length mask needs 'size': [height, width], got {size}</source>
            <translation>游程编码掩码需要 'size': [height, width]，实际为 {size}</translation>
        </message>
        <message>
            <source>the run-length string holds characters that COCO never writes</source>
            <translation>游程编码字符串含有 COCO 从不写入的字符</translation>
        </message>
        <message>
            <source>a run-length mask needs 'counts': a string or a list of numbers</source>
            <translation>游程编码掩码需要 'counts'：字符串或数字列表</translation>
        </message>
        <message>
            <source>masks of {width} x {height} and {width_2} x {height_2} pixels cannot be combined; scale one of them first</source>
            <translation>{width} × {height} 和 {width_2} × {height_2} 像素的掩码不能合并，请先缩放其中一个</translation>
        </message>
        <message>
            <source>the run-length string is damaged; export the mask again</source>
            <translation>游程编码字符串已损坏，请重新导出掩码</translation>
        </message>
        <message>
            <source>the run-length string holds a count beyond any picture size</source>
            <translation>游程编码字符串中的计数超出任何图像的大小</translation>
        </message>
        <message>
            <source>a mask of {width} x {height} pixels is not possible here</source>
            <translation>{width} × {height} 像素的掩码在此处不可能存在</translation>
        </message>
        <message>
            <source>the mask has more runs than its pixels allow</source>
            <translation>掩码的游程数超过其像素所允许的数量</translation>
        </message>
        <message>
            <source>the runs of a mask must be whole numbers, none negative</source>
            <translation>掩码的游程必须是整数，且不能为负</translation>
        </message>
        <message>
            <source>the runs of the mask cover {sum} pixels, but the picture has {height} ({width} x {height_2})</source>
            <translation>掩码的游程覆盖 {sum} 个像素，而图像有 {height} 个（{width} × {height_2}）</translation>
        </message>
        <message>
            <source>there is no object {track_id} in this project; it may have been deleted</source>
            <translation>此项目中没有对象 {track_id}，它可能已被删除</translation>
        </message>
        <message>
            <source>object {track_id} has a wrong id</source>
            <translation>对象 {track_id} 的编号有误</translation>
        </message>
        <message>
            <source>object '{name}' has an unknown category</source>
            <translation>对象“{name}”的类别未知</translation>
        </message>
        <message>
            <source>frame {frame_index} does not exist: the video has {frame_count} frames</source>
            <translation>第 {frame_index} 帧不存在：视频共有 {frame_count} 帧</translation>
        </message>
        <message>
            <source>the mask of frame {frame_index} is {width} x {height} pixels, the video {width_2} x {height_2}</source>
            <translation>第 {frame_index} 帧的掩码为 {width} × {height} 像素，视频为 {width_2} × {height_2}</translation>
        </message>
        <message>
            <source>“{name}” contains no video; choose a video file or a folder of images.</source>
            <translation>“{name}”不含视频，请选择视频文件或图像文件夹。</translation>
        </message>
        <message>
            <source>“{path}” does not exist; check the path.</source>
            <translation>“{path}”不存在，请检查路径。</translation>
        </message>
        <message>
            <source>“{name}” may not be read; change its permissions or copy it elsewhere.</source>
            <translation>没有权限读取“{name}”，请更改其权限或把它复制到别处。</translation>
        </message>
        <message>
            <source>“{name}” is empty; choose a video file or a folder of images.</source>
            <translation>“{name}”是空的，请选择视频文件或图像文件夹。</translation>
        </message>
        <message>
            <source>“{name}” is not a video that can be read (or its beginning or its index is missing); choose another file, or a folder of images.</source>
            <translation>“{name}”不是可读取的视频（或缺少开头或索引），请选择其他文件或图像文件夹。</translation>
        </message>
        <message>
            <source>“{name}” is gone; put it back or open the folder again.</source>
            <translation>“{name}”已不在原处，请放回原处或重新打开文件夹。</translation>
        </message>
        <message>
            <source>“{name}” cannot be decoded (it may be damaged); repair or replace it.</source>
            <translation>“{name}”无法解码（可能已损坏），请修复或替换它。</translation>
        </message>
        <message>
            <source>“{name}” is {found_size}×{found_size_2} but “{name_2}” is {size}×{size_2}; all images of a folder must have the same size, so resize or remove it.</source>
            <translation>“{name}”的大小为 {found_size} × {found_size_2}，而“{name_2}”为 {size} × {size_2}；同一文件夹中的图像大小必须相同，请缩放或移除它。</translation>
        </message>
        <message>
            <source>The folder “{name}” contains no images; choose one with jpg, png, bmp, tif, webp or gif files.</source>
            <translation>文件夹“{name}”中没有图像，请选择含有 jpg、png、bmp、tif、webp 或 gif 文件的文件夹。</translation>
        </message>
        <message>
            <source>“{name}” is {width}×{height} instead of {width_2}×{height_2}: it has changed on disk, so open the folder again.</source>
            <translation>“{name}”的大小为 {width} × {height}，而不是 {width_2} × {height_2}：它在磁盘上已更改，请重新打开文件夹。</translation>
        </message>
        <message>
            <source>“{name}” has {pages} frames, so there is no frame {frame_index}; choose one that exists.</source>
            <translation>“{name}”有 {pages} 帧，没有第 {frame_index} 帧，请选择存在的帧。</translation>
        </message>
        <message>
            <source>The folder “{name}” cannot be read ({strerror}); check its permissions.</source>
            <translation>无法读取文件夹“{name}”（{strerror}），请检查其权限。</translation>
        </message>
        <message>
            <source>“{name}” is not a readable image (it may be damaged); repair or remove it.</source>
            <translation>“{name}”不是可读取的图像（可能已损坏），请修复或移除它。</translation>
        </message>
        <message>
            <source>“{name}” is too large to be opened; reduce it or remove it.</source>
            <translation>“{name}”太大，无法打开，请缩小或移除它。</translation>
        </message>
        <message>
            <source>“{name}” cannot be read ({strerror}); check its permissions.</source>
            <translation>无法读取“{name}”（{strerror}），请检查其权限。</translation>
        </message>
        <message>
            <source>The file claims {claimed} frames but holds only {held}; it was probably cut short or damaged, and the frames it has can be used.</source>
            <translation>文件声称有 {claimed} 帧，实际只有 {held} 帧；文件可能被截断或损坏，已有的帧可以使用。</translation>
        </message>
        <message>
            <source>The file claims about {claimed} frames but holds only {held}; it was probably cut short or damaged, and the frames it has can be used.</source>
            <translation>文件声称约有 {claimed} 帧，实际只有 {held} 帧；文件可能被截断或损坏，已有的帧可以使用。</translation>
        </message>
        <message>
            <source>The file is damaged in places; pictures there may be missing or broken.</source>
            <translation>文件有多处损坏，这些地方的画面可能缺失或不完整。</translation>
        </message>
        <message>
            <source>The file asks for a rotation that is no multiple of 90 degrees; it was rounded to the nearest one.</source>
            <translation>文件要求的旋转角度不是 90 度的倍数，已取最接近的值。</translation>
        </message>
        <message>
            <source>Decoding yields {count} frames where the file's packets promised {promised}; the frame numbers follow what can be decoded.</source>
            <translation>解码得到 {count} 帧，而文件的数据包应有 {promised} 帧；帧号以解码结果为准。</translation>
        </message>
        <message>
            <source>Some frames come in another order than the file's time stamps say; the frame numbers follow the decoder.</source>
            <translation>部分帧的顺序与文件的时间戳不一致，帧号以解码器为准。</translation>
        </message>
        <message>
            <source>Frame {frame_index} of “{name}” cannot be decoded; the file is damaged there, so go on with another frame.</source>
            <translation>“{name}”的第 {frame_index} 帧无法解码；文件在该处已损坏，请从其他帧继续。</translation>
        </message>
        <message>
            <source>“{name}” holds no picture that can be decoded; the file is damaged or its codec is not supported, so convert it or choose another file.</source>
            <translation>“{name}”中没有可以解码的画面；文件已损坏或不支持其编码，请转换它或选择其他文件。</translation>
        </message>
        <message>
            <source>Two categories are called '{twice}'; tools that go by name will merge them.</source>
            <translation>有两个类别都叫“{twice}”，按名称处理的工具会把它们合并。</translation>
        </message>
        <message>
            <source>Holes in masks will be filled, because polygons cannot hold them.</source>
            <translation>掩码中的孔洞将被填充，因为多边形无法表示孔洞。</translation>
        </message>
        <message>
            <source>The holes of {holed} masks were filled: {filled_pixels} pixels more.</source>
            <translation>已填充 {holed} 个掩码的孔洞：增加 {filled_pixels} 个像素。</translation>
        </message>
        <message>
            <source>{holed} masks have holes, which polygons cannot hold: these are run-lengths.</source>
            <translation>{holed} 个掩码有多边形无法表示的孔洞：已改用游程编码。</translation>
        </message>
        <message>
            <source>Writing images</source>
            <translation>正在写入图像</translation>
        </message>
        <message>
            <source>Writing</source>
            <translation>正在写入</translation>
        </message>
        <message>
            <source>the list of images is not the list of frames.</source>
            <translation>图像列表与帧列表不一致。</translation>
        </message>
        <message>
            <source>annotation {annotation} was not expected.</source>
            <translation>标注 {annotation} 不应出现。</translation>
        </message>
        <message>
            <source>'{name}' in frame {frame_index}: {text}.</source>
            <translation>第 {frame_index} 帧中的“{name}”：{text}。</translation>
        </message>
        <message>
            <source>'{name}' in frame {index}: it is missing.</source>
            <translation>第 {index} 帧中的“{name}”：缺失。</translation>
        </message>
        <message>
            <source>annotation {value}</source>
            <translation>标注 {value}</translation>
        </message>
        <message>
            <source>{where} should be {number}.</source>
            <translation>{where}应为 {number}。</translation>
        </message>
        <message>
            <source>{where} belongs to an image that is not in the file.</source>
            <translation>{where}所属的图像不在文件中。</translation>
        </message>
        <message>
            <source>{where} has a category that is not in the file.</source>
            <translation>{where}的类别不在文件中。</translation>
        </message>
        <message>
            <source>{where} has no iscrowd of 0.</source>
            <translation>{where}的 iscrowd 不是 0。</translation>
        </message>
        <message>
            <source>it has another category</source>
            <translation>它的类别不同</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>它是文件夹</translation>
        </message>
        <message>
            <source>choose the COCO file in it</source>
            <translation>请选择其中的 COCO 文件</translation>
        </message>
        <message>
            <source>it has no images and annotations</source>
            <translation>其中没有 images 和 annotations</translation>
        </message>
        <message>
            <source>choose a COCO instances file</source>
            <translation>请选择 COCO instances 文件</translation>
        </message>
        <message>
            <source>its images have different sizes ({some})</source>
            <translation>其中的图像大小各不相同（{some}）</translation>
        </message>
        <message>
            <source>import one video at a time</source>
            <translation>请每次导入一个视频</translation>
        </message>
        <message>
            <source>one of the {key} has no whole number as id</source>
            <translation>{key} 中有一项没有整数编号</translation>
        </message>
        <message>
            <source>image id {number} is used twice</source>
            <translation>图像编号 {number} 出现了两次</translation>
        </message>
        <message>
            <source>it has more than {max_frames} images</source>
            <translation>其中的图像超过 {max_frames} 个</translation>
        </message>
        <message>
            <source>image {number} has no file_name</source>
            <translation>图像 {number} 没有 file_name</translation>
        </message>
        <message>
            <source>an annotation is {item}</source>
            <translation>有一个标注是 {item}</translation>
        </message>
        <message>
            <source>{place} (annotation {value})</source>
            <translation>{place}（标注 {value}）</translation>
        </message>
        <message>
            <source>there is no image {value}</source>
            <translation>没有图像 {value}</translation>
        </message>
        <message>
            <source>it has neither a segmentation nor a bbox</source>
            <translation>其中既没有 segmentation 也没有 bbox</translation>
        </message>
        <message>
            <source>the segmentation is {segmentation}</source>
            <translation>segmentation 是 {segmentation}</translation>
        </message>
        <message>
            <source>'{name}' is a folder; choose the COCO file in it.</source>
            <translation>“{name}”是文件夹，请选择其中的 COCO 文件。</translation>
        </message>
        <message>
            <source>'{name}' has {size} MB; files up to 600 MB can be checked.</source>
            <translation>“{name}”有 {size} MB，最多只能检查 600 MB 的文件。</translation>
        </message>
        <message>
            <source>'{name}' is not JSON: {msg} in line {lineno}; choose a COCO file.</source>
            <translation>“{name}”不是 JSON：第 {lineno} 行 {msg}；请选择 COCO 文件。</translation>
        </message>
        <message>
            <source>'{name}' is not JSON ({error}); choose a COCO file.</source>
            <translation>“{name}”不是 JSON（{error}），请选择 COCO 文件。</translation>
        </message>
        <message>
            <source>'{name}' is not a COCO instances file: it has no images and annotations.</source>
            <translation>“{name}”不是 COCO instances 文件：其中没有 images 和 annotations。</translation>
        </message>
        <message>
            <source>{left_out} annotations have no whole numbers as id, image and category.</source>
            <translation>{left_out} 个标注的编号、图像和类别不是整数。</translation>
        </message>
        <message>
            <source>"{key}" is missing; COCO's own reader fails without it.</source>
            <translation>缺少 "{key}"，COCO 自带的读取程序没有它会失败。</translation>
        </message>
        <message>
            <source>image {value} has no usable width and height.</source>
            <translation>图像 {value} 没有可用的宽度和高度。</translation>
        </message>
        <message>
            <source>image {value} has no file_name.</source>
            <translation>图像 {value} 没有 file_name。</translation>
        </message>
        <message>
            <source>image {value} lies outside: {name}.</source>
            <translation>图像 {value} 位于文件夹之外：{name}。</translation>
        </message>
        <message>
            <source>{name} has no iscrowd of 0 or 1.</source>
            <translation>{name}的 iscrowd 不是 0 或 1。</translation>
        </message>
        <message>
            <source>{key}: id {value} is used twice.</source>
            <translation>{key}：编号 {value} 出现了两次。</translation>
        </message>
        <message>
            <source>{key}: id {value} is not a whole number from {smallest} on</source>
            <translation>{key}：编号 {value} 不是从 {smallest} 开始的整数</translation>
        </message>
        <message>
            <source>{text}; the evaluator takes 0 for unmatched.</source>
            <translation>{text}；评测程序把 0 视为未匹配。</translation>
        </message>
        <message>
            <source>"{key}" is not a list.</source>
            <translation>"{key}" 不是列表。</translation>
        </message>
        <message>
            <source>area is {value}, the mask has {area} pixels</source>
            <translation>area 是 {value}，而掩码有 {area} 个像素</translation>
        </message>
        <message>
            <source>bbox is {value}, the mask lies in {wanted}</source>
            <translation>bbox 是 {value}，而掩码位于 {wanted}</translation>
        </message>
        <message>
            <source>{name}: the mask is empty; leave such annotations out.</source>
            <translation>{name}：掩码为空，请省去这样的标注。</translation>
        </message>
        <message>
            <source>its size {value} is not the image's [height, width] {value_2}</source>
            <translation>它的大小 {value} 不是图像的 [height, width] {value_2}</translation>
        </message>
        <message>
            <source>it has no segmentation</source>
            <translation>它没有 segmentation</translation>
        </message>
        <message>
            <source>a polygon is a list of at least six numbers, x and y in turn</source>
            <translation>多边形是至少六个数字的列表，x 和 y 交替</translation>
        </message>
        <message>
            <source>a polygon has more than half a million corners</source>
            <translation>多边形的顶点超过五十万个</translation>
        </message>
        <message>
            <source>a polygon has a corner that is no number or far outside the image</source>
            <translation>多边形有一个顶点不是数字或远在图像之外</translation>
        </message>
        <message>
            <source>a polygon is longer than the outline of any object</source>
            <translation>多边形比任何对象的轮廓都长</translation>
        </message>
        <message>
            <source>it is {width} x {height} instead of the project's size</source>
            <translation>它是 {width} × {height}，与项目的大小不同</translation>
        </message>
        <message>
            <source>the mask differs: {area} pixels are missing, {area_2} are too many</source>
            <translation>掩码不同：缺少 {area} 个像素，多出 {area_2} 个</translation>
        </message>
        <message>
            <source>{name} does not say which frame and object it is, so it is not compared.</source>
            <translation>{name}没有说明属于哪一帧和哪个对象，因此未作比较。</translation>
        </message>
        <message>
            <source>{name}: object {track_id} occurs twice in frame {frame}.</source>
            <translation>{name}：对象 {track_id} 在第 {frame} 帧出现了两次。</translation>
        </message>
        <message>
            <source>'{name}' in frame {index}</source>
            <translation>第 {index} 帧中的“{name}”</translation>
        </message>
        <message>
            <source>{where} is not in the file.</source>
            <translation>{where}不在文件中。</translation>
        </message>
        <message>
            <source>object {track_id} in frame {index} is not in the project.</source>
            <translation>第 {index} 帧中的对象 {track_id} 不在项目中。</translation>
        </message>
        <message>
            <source>frame {index} is none of the {frame_count} of the project.</source>
            <translation>第 {index} 帧不在项目的 {frame_count} 帧之内。</translation>
        </message>
        <message>
            <source>object {key} in frame {frame} is unexpected.</source>
            <translation>第 {frame} 帧中的对象 {key} 不应出现。</translation>
        </message>
        <message>
            <source>object {track_id} in frame {index}</source>
            <translation>第 {index} 帧中的对象 {track_id}</translation>
        </message>
        <message>
            <source>{where} is not in the project.</source>
            <translation>{where}不在项目中。</translation>
        </message>
        <message>
            <source>{where} occurs twice.</source>
            <translation>{where}出现了两次。</translation>
        </message>
        <message>
            <source>'{name}' in frame {index} is missing.</source>
            <translation>缺少第 {index} 帧中的“{name}”。</translation>
        </message>
        <message>
            <source>it is no box</source>
            <translation>它不是框</translation>
        </message>
        <message>
            <source>the box is off by {far} pixels</source>
            <translation>框偏差 {far} 像素</translation>
        </message>
        <message>
            <source>it is no mask</source>
            <translation>它不是掩码</translation>
        </message>
        <message>
            <source>The table has boxes and areas; masks are not in it.</source>
            <translation>表格中有框和面积，没有掩码。</translation>
        </message>
        <message>
            <source>A table has no pictures; they are not exported.</source>
            <translation>表格没有图像，不会导出图像。</translation>
        </message>
        <message>
            <source>choose the CSV file in it</source>
            <translation>请选择其中的 CSV 文件</translation>
        </message>
        <message>
            <source>the frame</source>
            <translation>帧</translation>
        </message>
        <message>
            <source>there are no lines in it</source>
            <translation>其中没有任何行</translation>
        </message>
        <message>
            <source>choose another file</source>
            <translation>请选择其他文件</translation>
        </message>
        <message>
            <source>it has no columns frame, object, x, y, width and height</source>
            <translation>其中没有 frame、object、x、y、width 和 height 列</translation>
        </message>
        <message>
            <source>it has {row} columns instead of {header}</source>
            <translation>它有 {row} 列，而不是 {header} 列</translation>
        </message>
        <message>
            <source>the object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>object {track_id} comes twice in frame {frame}</source>
            <translation>对象 {track_id} 在第 {frame} 帧出现了两次</translation>
        </message>
        <message>
            <source>it has more than {max_objects} objects</source>
            <translation>其中的对象超过 {max_objects} 个</translation>
        </message>
        <message>
            <source>visibility is {row}</source>
            <translation>visibility 是 {row}</translation>
        </message>
        <message>
            <source>the score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>the box is {width} x {height}</source>
            <translation>框为 {width} × {height}</translation>
        </message>
        <message>
            <source>Two categories have one name; in CVAT they are one label.</source>
            <translation>有两个类别同名，在 CVAT 中它们是同一个标签。</translation>
        </message>
        <message>
            <source>Holes and separate parts are joined by bridges of no width, which CVAT shows.</source>
            <translation>孔洞和分开的部分由零宽连线连接，CVAT 会显示这些连线。</translation>
        </message>
        <message>
            <source>{bridged} masks have holes or several parts: bridges join them.</source>
            <translation>{bridged} 个掩码有孔洞或多个部分：由连线连接。</translation>
        </message>
        <message>
            <source>expat and pycocotools</source>
            <translation>expat 和 pycocotools</translation>
        </message>
        <message>
            <source>choose the XML file in it</source>
            <translation>请选择其中的 XML 文件</translation>
        </message>
        <message>
            <source>choose an XML file of CVAT</source>
            <translation>请选择 CVAT 的 XML 文件</translation>
        </message>
        <message>
            <source>its images have different sizes</source>
            <translation>其中的图像大小各不相同</translation>
        </message>
        <message>
            <source>it does not say how large the pictures are</source>
            <translation>它没有说明图像有多大</translation>
        </message>
        <message>
            <source>name the video</source>
            <translation>请指定视频</translation>
        </message>
        <message>
            <source>there are no frames in it</source>
            <translation>其中没有帧</translation>
        </message>
        <message>
            <source>{unusable} attributes cannot be used and were left out.</source>
            <translation>{unusable} 个属性无法使用，已略去。</translation>
        </message>
        <message>
            <source>the image has no name, or there are too many</source>
            <translation>图像没有名称，或图像太多</translation>
        </message>
        <message>
            <source>the width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>the height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>the size of the task</source>
            <translation>任务的大小</translation>
        </message>
        <message>
            <source>the first frame</source>
            <translation>首帧</translation>
        </message>
        <message>
            <source>it has frames beyond the length of any video</source>
            <translation>其中的帧超出任何视频的长度</translation>
        </message>
        <message>
            <source>the track id</source>
            <translation>轨迹编号</translation>
        </message>
        <message>
            <source>the shape lies in no track</source>
            <translation>该形状不属于任何轨迹</translation>
        </message>
        <message>
            <source>Shapes of type {tag} hold no area and were left out.</source>
            <translation>类型为 {tag} 的形状没有面积，已略去。</translation>
        </message>
        <message>
            <source>the points are {text}</source>
            <translation>点是 {text}</translation>
        </message>
        <message>
            <source>a coordinate</source>
            <translation>坐标</translation>
        </message>
        <message>
            <source>{key} of the mask</source>
            <translation>掩码的 {key}</translation>
        </message>
        <message>
            <source>the rotation</source>
            <translation>旋转</translation>
        </message>
        <message>
            <source>DAVIS numbers frames with five digits; export at most {max_frames} frames.</source>
            <translation>DAVIS 用五位数字给帧编号，最多导出 {max_frames} 帧。</translation>
        </message>
        <message>
            <source>DAVIS 2016 knows one foreground: the masks of {ids} objects become one.</source>
            <translation>DAVIS 2016 只有一个前景：{ids} 个对象的掩码将合为一个。</translation>
        </message>
        <message>
            <source>DAVIS holds at most {max_objects} objects, these are {ids}; choose fewer.</source>
            <translation>DAVIS 最多容纳 {max_objects} 个对象，现有 {ids} 个，请减少对象。</translation>
        </message>
        <message>
            <source>The official scorer leaves out the first and the last frame: no frame is left.</source>
            <translation>官方评分程序不计首帧和末帧：没有剩余的帧。</translation>
        </message>
        <message>
            <source>The official scorer also wants the images (JPEGImages); they are not included.</source>
            <translation>官方评分程序还需要图像 (JPEGImages)，导出中不包含图像。</translation>
        </message>
        <message>
            <source>The official evaluator counts the objects of the first frame and stops at any other: {names} start later. Export each object alone.</source>
            <translation>官方评测程序只计首帧中的对象，遇到其他对象就会停止：{names} 出现得较晚。请分别导出每个对象。</translation>
        </message>
        <message>
            <source>The official evaluator counts the objects of the first frame and stops at any other: {names} start later. Export from frame {start} on, or each object alone.</source>
            <translation>官方评测程序只计首帧中的对象，遇到其他对象就会停止：{names} 出现得较晚。请从第 {start} 帧开始导出，或分别导出每个对象。</translation>
        </message>
        <message>
            <source>index {value} is more than 8 bits hold</source>
            <translation>索引 {value} 超出 8 位的范围</translation>
        </message>
        <message>
            <source>Pixels of index 254 or 255 (void) were left out.</source>
            <translation>索引为 254 或 255（void）的像素已略去。</translation>
        </message>
        <message>
            <source>it is not a folder</source>
            <translation>它不是文件夹</translation>
        </message>
        <message>
            <source>choose a DAVIS folder</source>
            <translation>请选择 DAVIS 文件夹</translation>
        </message>
        <message>
            <source>{name} was not expected there.</source>
            <translation>{name} 不应出现在该处。</translation>
        </message>
        <message>
            <source>it is {width} x {height} pixels, the project {width_2} x {height_2}</source>
            <translation>它是 {width} × {height} 像素，项目是 {width_2} × {height_2}</translation>
        </message>
        <message>
            <source>object '{name}' differs in {wrong} pixels</source>
            <translation>对象“{name}”有 {wrong} 个像素不同</translation>
        </message>
        <message>
            <source>{extra} pixels belong to no object</source>
            <translation>{extra} 个像素不属于任何对象</translation>
        </message>
        <message>
            <source>{where}/{name} should be {number}: five digits, no gaps.</source>
            <translation>{where}/{name} 应为 {number}：五位数字，无间断。</translation>
        </message>
        <message>
            <source>{where}: the pictures have different sizes: {sizes}.</source>
            <translation>{where}：图像大小各不相同：{sizes}。</translation>
        </message>
        <message>
            <source>{where}: the first frame is empty; the evaluator has nothing to start from.</source>
            <translation>{where}：首帧为空，评测程序无从开始。</translation>
        </message>
        <message>
            <source>{where}: index {void} is used; tools take it for void and stop.</source>
            <translation>{where}：使用了索引 {void}；工具会把它当作 void 并停止。</translation>
        </message>
        <message>
            <source>{where}: object {late} is not in the first frame; the official evaluator stops with "index higher than number of objects".</source>
            <translation>{where}：对象 {late} 不在首帧中；官方评测程序会以 "index higher than number of objects" 停止。</translation>
        </message>
        <message>
            <source>{where}: object {gaps} is not in the first frame, but {count} is; an object that nowhere occurs counts as perfect and raises the score.</source>
            <translation>{where}：首帧中没有对象 {gaps}，却有 {count}；从未出现的对象会被算作满分，从而抬高分数。</translation>
        </message>
        <message>
            <source>indices with a palette</source>
            <translation>带调色板的索引</translation>
        </message>
        <message>
            <source>8-bit grey</source>
            <translation>8 位灰度</translation>
        </message>
        <message>
            <source>it is of Pillow mode '{mode}', DAVIS {year} wants {wanted}</source>
            <translation>它的 Pillow 模式是 '{mode}'，DAVIS {year} 要求{wanted}</translation>
        </message>
        <message>
            <source>{other} pixels are neither 0 nor 255</source>
            <translation>{other} 个像素既不是 0 也不是 255</translation>
        </message>
        <message>
            <source>the palette has {palette} colours instead of 256</source>
            <translation>调色板有 {palette} 种颜色，而不是 256 种</translation>
        </message>
        <message>
            <source>the palette is not the one of DAVIS</source>
            <translation>调色板不是 DAVIS 的调色板</translation>
        </message>
        <message>
            <source>{name} has no JPEGImages, which the official evaluator wants.</source>
            <translation>{name} 中没有官方评测程序需要的 JPEGImages。</translation>
        </message>
        <message>
            <source>{name}: {missing} frames have a picture or an annotation but not both, the first is {missing_2}.</source>
            <translation>{name}：{missing} 帧只有图像或只有标注，第一个是 {missing_2}。</translation>
        </message>
        <message>
            <source>{name} names '{strip}', which is not there.</source>
            <translation>{name} 列出了不存在的“{strip}”。</translation>
        </message>
        <message>
            <source>{name} has {names} frames, the project {frame_count}.</source>
            <translation>{name} 有 {names} 帧，项目有 {frame_count} 帧。</translation>
        </message>
        <message>
            <source>{beyond} stands for a frame that the project does not have.</source>
            <translation>{beyond} 代表项目中没有的帧。</translation>
        </message>
        <message>
            <source>{report_name} names object {track_id}, which is not in the project.</source>
            <translation>{report_name} 列出的对象 {track_id} 不在项目中。</translation>
        </message>
        <message>
            <source>'{path}' is not a folder; choose a DAVIS folder.</source>
            <translation>“{path}”不是文件夹，请选择 DAVIS 文件夹。</translation>
        </message>
        <message>
            <source>None of the {sequences} sequences is '{name}' of the project.</source>
            <translation>{sequences} 个序列中没有一个是项目的“{name}”。</translation>
        </message>
        <message>
            <source>The export was stopped; nothing was changed.</source>
            <translation>导出已停止，没有任何更改。</translation>
        </message>
        <message>
            <source>The images cannot be exported without the video; relink it first.</source>
            <translation>没有视频就无法导出图像，请先重新链接视频。</translation>
        </message>
        <message>
            <source>Frame {frame_index} is {width} x {height} pixels, the project {width_2} x {height_2}; relink the video that was annotated.</source>
            <translation>第 {frame_index} 帧为 {width} × {height} 像素，项目为 {width_2} × {height_2}，请重新链接当时标注的视频。</translation>
        </message>
        <message>
            <source>'{name}' does not read back at its size; nothing changed.</source>
            <translation>“{name}”读回时大小不符，没有任何更改。</translation>
        </message>
        <message>
            <source>Reading back and comparing</source>
            <translation>正在读回并比较</translation>
        </message>
        <message>
            <source>Describing frames</source>
            <translation>正在描述各帧</translation>
        </message>
        <message>
            <source>Moving into place</source>
            <translation>正在移动到目标位置</translation>
        </message>
        <message>
            <source>There is no category '{name}' to map; the project has {names}.</source>
            <translation>没有可以映射的类别“{name}”，项目中有 {names}。</translation>
        </message>
        <message>
            <source>No frame is reviewed yet; review some, or export all annotated frames.</source>
            <translation>还没有已审核的帧，请审核一些帧，或导出所有已标注的帧。</translation>
        </message>
        <message>
            <source>There is nothing to export: no frame has a mask; draw a box and propagate first.</source>
            <translation>没有可以导出的内容：所有帧都没有掩码，请先画框并传播。</translation>
        </message>
        <message>
            <source>{checked} masks came back instead of {masks}.</source>
            <translation>读回 {checked} 个掩码，而不是 {masks} 个。</translation>
        </message>
        <message>
            <source>The export did not read back as it was written ({verified_with}): {problems} Nothing was changed; please report this.</source>
            <translation>导出的内容读回时与写入的不同（{verified_with}）：{problems}没有任何更改，请报告此问题。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': the disk is full; free some space in '{folder}'.</source>
            <translation>无法{verb}“{name}”：磁盘已满，请在“{folder}”中腾出空间。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': '{folder}' may not be written to; choose another folder or change its permissions.</source>
            <translation>无法{verb}“{name}”：没有权限写入“{folder}”，请选择其他文件夹或更改其权限。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': the folder '{folder}' does not exist; make it first.</source>
            <translation>无法{verb}“{name}”：文件夹“{folder}”不存在，请先创建它。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': the name is too long; choose a shorter one.</source>
            <translation>无法{verb}“{name}”：名称太长，请用较短的名称。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{path}': {lower}; try another folder.</source>
            <translation>无法{verb}“{path}”：{lower}；请换一个文件夹。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': the file or its folder '{folder}' may not be written to, or was moved; choose another folder or change its permissions.</source>
            <translation>无法{verb}“{name}”：没有权限写入该文件或其文件夹“{folder}”，或者它们已被移动；请选择其他文件夹或更改其权限。</translation>
        </message>
        <message>
            <source>'{name}' is damaged; open an earlier copy of the project.</source>
            <translation>“{name}”已损坏，请打开项目的较早副本。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': another program is using it; close that first.</source>
            <translation>无法{verb}“{name}”：另一个程序正在使用它，请先关闭那个程序。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': the disk reports an error; save a copy of the project on another disk.</source>
            <translation>无法{verb}“{name}”：磁盘报告错误，请把项目的副本保存到另一块磁盘。</translation>
        </message>
        <message>
            <source>Cannot {verb} '{name}': {error}; open an earlier copy of the project.</source>
            <translation>无法{verb}“{name}”：{error}；请打开项目的较早副本。</translation>
        </message>
        <message>
            <source>'{path}' cannot be read: {reason}; check the path.</source>
            <translation>无法读取“{path}”：{reason}；请检查路径。</translation>
        </message>
        <message>
            <source>{title} cannot be imported; it holds pictures, no masks.</source>
            <translation>{title} 无法导入：其中是图像，没有掩码。</translation>
        </message>
        <message>
            <source>'{path}' does not exist; check the path.</source>
            <translation>“{path}”不存在，请检查路径。</translation>
        </message>
        <message>
            <source>Line {number} of '{name}' is not one of a frame map; export again.</source>
            <translation>“{name}”的第 {number} 行不是帧映射的内容，请重新导出。</translation>
        </message>
        <message>
            <source>'{name}' has too many lines; export again.</source>
            <translation>“{name}”的行数太多，请重新导出。</translation>
        </message>
        <message>
            <source>'{name}' cannot be read ({error}); export again.</source>
            <translation>无法读取“{name}”（{error}），请重新导出。</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>正在读取</translation>
        </message>
        <message>
            <source>{lost} labelled frames do not occur in this video; they were left out.</source>
            <translation>{lost} 个带标注的帧不在此视频中，已略去。</translation>
        </message>
        <message>
            <source>The labels reach to frame {last}, the video has {frame_count}; choose the video that was annotated.</source>
            <translation>标注到第 {last} 帧，而视频只有 {frame_count} 帧；请选择当时标注的视频。</translation>
        </message>
        <message>
            <source>there are no frames in it, or too many</source>
            <translation>其中没有帧，或帧太多</translation>
        </message>
        <message>
            <source>{tracks} objects on {indices} frames are too many to note where each is absent; import with empty frames as unknown.</source>
            <translation>{tracks} 个对象、{indices} 帧太多，无法逐一记录每个对象在何处不在画面内；请把空帧作为未知导入。</translation>
        </message>
        <message>
            <source>The files break {count} rules of their format, the first: {texts}</source>
            <translation>文件有 {count} 处不符合其格式的规则，第一处：{texts}</translation>
        </message>
        <message>
            <source>{scaled} masks or boxes were scaled to {width} x {height} pixels.</source>
            <translation>{scaled} 个掩码或框已缩放到 {width} × {height} 像素。</translation>
        </message>
        <message>
            <source>{unfit} answers fit no attribute; they were left out.</source>
            <translation>{unfit} 个属性值不符合任何属性的定义，已略去。</translation>
        </message>
        <message>
            <source>It has more than {max_objects} objects; import a part of it.</source>
            <translation>其中的对象超过 {max_objects} 个，请导入其中一部分。</translation>
        </message>
        <message>
            <source>object {id}</source>
            <translation>对象 {id}</translation>
        </message>
        <message>
            <source>The labels are {width} x {height} pixels, the video {width_2} x {height_2}; choose the video that was annotated, or have them scaled.</source>
            <translation>标注为 {width} × {height} 像素，视频为 {width_2} × {height_2}；请选择当时标注的视频，或选择缩放标注。</translation>
        </message>
        <message>
            <source>that is no picture of masks</source>
            <translation>这不是掩码图像</translation>
        </message>
        <message>
            <source>it cannot be read ({reason})</source>
            <translation>无法读取它（{reason}）</translation>
        </message>
        <message>
            <source>it holds more than {max_files} files</source>
            <translation>其中的文件超过 {max_files} 个</translation>
        </message>
        <message>
            <source>it is {width} x {height} pixels, the first {size} x {size_2}</source>
            <translation>它是 {width} × {height} 像素，第一个是 {size} × {size_2}</translation>
        </message>
        <message>
            <source>it has {edges} different values</source>
            <translation>它有 {edges} 个不同的值</translation>
        </message>
        <message>
            <source>it changes its value more than {max_spans} times</source>
            <translation>它的值变化超过 {max_spans} 次</translation>
        </message>
        <message>
            <source>'{name}', character {before}</source>
            <translation>“{name}”，第 {before} 个字符</translation>
        </message>
        <message>
            <source>the name of a member is expected</source>
            <translation>此处应为成员的名称</translation>
        </message>
        <message>
            <source>it is nested too deeply</source>
            <translation>嵌套太深</translation>
        </message>
        <message>
            <source>something follows after the end</source>
            <translation>结尾之后还有内容</translation>
        </message>
        <message>
            <source>a single part has more than {max_piece} MB, or is broken</source>
            <translation>单个部分超过 {max_piece} MB，或已损坏</translation>
        </message>
        <message>
            <source>it is not UTF-8 text</source>
            <translation>它不是 UTF-8 文本</translation>
        </message>
        <message>
            <source>'{mark}' is expected</source>
            <translation>此处应为 '{mark}'</translation>
        </message>
        <message>
            <source>it is not the JSON that is expected</source>
            <translation>它不是应有的 JSON</translation>
        </message>
        <message>
            <source>it has {size} MB, more than such a file can have</source>
            <translation>它有 {size} MB，超出这类文件可能的大小</translation>
        </message>
        <message>
            <source>labelme opens pictures, not labels alone: the pictures are missing.</source>
            <translation>labelme 打开的是图像，不能只有标注：缺少图像。</translation>
        </message>
        <message>
            <source>there are no JSON files in it</source>
            <translation>其中没有 JSON 文件</translation>
        </message>
        <message>
            <source>choose another folder</source>
            <translation>请选择其他文件夹</translation>
        </message>
        <message>
            <source>it has no shapes</source>
            <translation>其中没有形状</translation>
        </message>
        <message>
            <source>choose labelme's JSON files</source>
            <translation>请选择 labelme 的 JSON 文件</translation>
        </message>
        <message>
            <source>its picture has another size than the first</source>
            <translation>它的图像与第一个大小不同</translation>
        </message>
        <message>
            <source>{place}: imagePath is missing; labelme cannot open it.</source>
            <translation>{place}：缺少 imagePath，labelme 无法打开它。</translation>
        </message>
        <message>
            <source>{place}, shape {number}</source>
            <translation>{place}，形状 {number}</translation>
        </message>
        <message>
            <source>it has no label</source>
            <translation>它没有标签</translation>
        </message>
        <message>
            <source>it has no points</source>
            <translation>它没有点</translation>
        </message>
        <message>
            <source>a point is {point}</source>
            <translation>有一个点是 {point}</translation>
        </message>
        <message>
            <source>a mask is two points and a picture</source>
            <translation>掩码由两个点和一幅图像组成</translation>
        </message>
        <message>
            <source>the mask from {points} to {points_2} lies outside the picture</source>
            <translation>从 {points} 到 {points_2} 的掩码位于图像之外</translation>
        </message>
        <message>
            <source>the picture of the mask is {size}, its place {size_2}</source>
            <translation>掩码图像的大小是 {size}，其位置的大小是 {size_2}</translation>
        </message>
        <message>
            <source>the picture of the mask is of Pillow mode '{mode}'</source>
            <translation>掩码图像的 Pillow 模式是 '{mode}'</translation>
        </message>
        <message>
            <source>the picture of the mask cannot be read ({error})</source>
            <translation>无法读取掩码图像（{error}）</translation>
        </message>
        <message>
            <source>the picture of the mask is too large</source>
            <translation>掩码图像太大</translation>
        </message>
        <message>
            <source>json and Pillow, by the rules of labelme's reader</source>
            <translation>json 和 Pillow，遵循 labelme 读取程序的规则</translation>
        </message>
        <message>
            <source>'{name}' and '{name_2}' share {shared} pixels in frame {index}</source>
            <translation>“{name}”和“{name_2}”在第 {index} 帧有 {shared} 个共同的像素</translation>
        </message>
        <message>
            <source>Objects overlap in {count} frames: {first}. Remove the overlap, or let the layer order decide.</source>
            <translation>有 {count} 帧中的对象重叠：{first}。请去除重叠，或由图层顺序决定。</translation>
        </message>
        <message>
            <source>Objects overlap in {overlapping} frames; the upper layer has the pixels.</source>
            <translation>有 {overlapping} 帧中的对象重叠，像素归上层。</translation>
        </message>
        <message>
            <source>{some} and {more} more masks</source>
            <translation>{some}，以及另外 {more} 个掩码</translation>
        </message>
        <message>
            <source>Wholly hidden by other objects: {names}.</source>
            <translation>完全被其他对象遮住：{names}。</translation>
        </message>
        <message>
            <source>'{name}' is already open ({holder}).</source>
            <translation>“{name}”已经打开（{holder}）。</translation>
        </message>
        <message>
            <source>'{name}' is already open.</source>
            <translation>“{name}”已经打开。</translation>
        </message>
        <message>
            <source>Names of objects are not stored</source>
            <translation>不保存对象名称</translation>
        </message>
        <message>
            <source>objects are numbered anew</source>
            <translation>对象重新编号</translation>
        </message>
        <message>
            <source>categories are not stored</source>
            <translation>不保存类别</translation>
        </message>
        <message>
            <source>supercategories are not stored</source>
            <translation>不保存上级类别</translation>
        </message>
        <message>
            <source>the layer order is not stored</source>
            <translation>不保存图层顺序</translation>
        </message>
        <message>
            <source>absent and unlabelled frames cannot be told apart</source>
            <translation>无法区分对象不在画面内的帧和未标注的帧</translation>
        </message>
        <message>
            <source>whether an object is occluded is not stored</source>
            <translation>不保存对象是否被遮挡</translation>
        </message>
        <message>
            <source>scores are not stored</source>
            <translation>不保存得分</translation>
        </message>
        <message>
            <source>what is reviewed, locked or flagged is not stored</source>
            <translation>不保存已审核、已锁定或已标记的状态</translation>
        </message>
        <message>
            <source>rotated boxes are not stored</source>
            <translation>不保存旋转框</translation>
        </message>
        <message>
            <source>attributes are not stored</source>
            <translation>不保存属性</translation>
        </message>
        <message>
            <source>where objects overlap, the upper layer has the pixels</source>
            <translation>对象重叠处的像素归上层</translation>
        </message>
        <message>
            <source>masks become their boxes</source>
            <translation>掩码变为其边界框</translation>
        </message>
        <message>
            <source>masks become their rotated boxes</source>
            <translation>掩码变为其旋转框</translation>
        </message>
        <message>
            <source>all objects become one foreground</source>
            <translation>所有对象合为一个前景</translation>
        </message>
        <message>
            <source>nothing can be read back: it is for looking at</source>
            <translation>无法读回：仅供观看</translation>
        </message>
        <message>
            <source>MOTChallenge holds boxes: masks are written as their boxes.</source>
            <translation>MOTChallenge 只有框：掩码写成其边界框。</translation>
        </message>
        <message>
            <source>it has {parts} columns</source>
            <translation>它有 {parts} 列</translation>
        </message>
        <message>
            <source>MOT has 9 or 10</source>
            <translation>MOT 有 9 或 10 列</translation>
        </message>
        <message>
            <source>{place}: it has {parts} columns; evaluators want 9 or 10.</source>
            <translation>{place}：它有 {parts} 列，评测程序要求 9 或 10 列。</translation>
        </message>
        <message>
            <source>the id</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>the box</source>
            <translation>框</translation>
        </message>
        <message>
            <source>{place}: object ids count from 1.</source>
            <translation>{place}：对象编号从 1 开始。</translation>
        </message>
        <message>
            <source>the class</source>
            <translation>类</translation>
        </message>
        <message>
            <source>class {value}</source>
            <translation>类 {value}</translation>
        </message>
        <message>
            <source>the rules of TrackEval</source>
            <translation>TrackEval 的规则</translation>
        </message>
        <message>
            <source>The official evaluators know the classes car and pedestrian and refuse others, here '{other}'; map your categories to these to have it scored.</source>
            <translation>官方评测程序只认识 car 和 pedestrian 类，拒绝其他类，例如此处的“{other}”；请把类别映射到这两类以便评分。</translation>
        </message>
        <message>
            <source>The tools of KITTI name sequences by four digits; give one instead of '{sequence}'.</source>
            <translation>KITTI 的工具用四位数字命名序列，请用这样的名称代替“{sequence}”。</translation>
        </message>
        <message>
            <source>MOTS holds at most {max_class} classes, these are {names}; map some.</source>
            <translation>MOTS 最多容纳 {max_class} 个类，现有 {names} 个，请映射一部分。</translation>
        </message>
        <message>
            <source>MOTS holds at most {max_instance} objects per class; choose fewer.</source>
            <translation>MOTS 每个类最多容纳 {max_instance} 个对象，请减少对象。</translation>
        </message>
        <message>
            <source>pycocotools and Pillow, by the rules of mots_tools and TrackEval</source>
            <translation>pycocotools 和 Pillow，遵循 mots_tools 和 TrackEval 的规则</translation>
        </message>
        <message>
            <source>it holds no MOTS annotations</source>
            <translation>其中没有 MOTS 标注</translation>
        </message>
        <message>
            <source>it does not exist</source>
            <translation>它不存在</translation>
        </message>
        <message>
            <source>check the path</source>
            <translation>请检查路径</translation>
        </message>
        <message>
            <source>{place}: object {number} has no class (class * 1000 + instance).</source>
            <translation>{place}：对象 {number} 没有类（类 * 1000 + 实例）。</translation>
        </message>
        <message>
            <source>Class {kind} is none that the official evaluators know: they refuse it.</source>
            <translation>官方评测程序不认识类 {kind}：会拒绝它。</translation>
        </message>
        <message>
            <source>'{name}': MOTS wants names of six digits from {first} on.</source>
            <translation>“{name}”：MOTS 要求名称为从 {first} 开始的六位数字。</translation>
        </message>
        <message>
            <source>it is not 'frame id class height width rle'</source>
            <translation>它不是 'frame id class height width rle'</translation>
        </message>
        <message>
            <source>the picture is {width} x {height}, before {size} x {size_2}</source>
            <translation>图像是 {width} × {height}，之前是 {size} × {size_2}</translation>
        </message>
        <message>
            <source>it is empty</source>
            <translation>它是空的</translation>
        </message>
        <message>
            <source>choose a file with annotations</source>
            <translation>请选择含有标注的文件</translation>
        </message>
        <message>
            <source>object {number} or frame {frame} comes twice</source>
            <translation>对象 {number} 或第 {frame} 帧出现了两次</translation>
        </message>
        <message>
            <source>{place}: id {number} is not of class {kind}.</source>
            <translation>{place}：编号 {number} 不属于类 {kind}。</translation>
        </message>
        <message>
            <source>{place}: the mask is empty; leave such lines out.</source>
            <translation>{place}：掩码为空，请省去这样的行。</translation>
        </message>
        <message>
            <source>{places} and after</source>
            <translation>{places} 及之后</translation>
        </message>
        <message>
            <source>{place}: the mask overlaps another; the evaluators refuse that.</source>
            <translation>{place}：掩码与另一个重叠，评测程序会拒绝。</translation>
        </message>
        <message>
            <source>the run-lengths are {counts}</source>
            <translation>游程编码是 {counts}</translation>
        </message>
        <message>
            <source>{name} is missing, though the text has its frame.</source>
            <translation>缺少 {name}，而文本中有这一帧。</translation>
        </message>
        <message>
            <source>{name} does not show the same as the text.</source>
            <translation>{name} 显示的内容与文本不同。</translation>
        </message>
        <message>
            <source>{field} cannot be '{value}'; use {allowed}.</source>
            <translation>{field} 不能是“{value}”，请使用 {allowed}。</translation>
        </message>
        <message>
            <source>The frame step is {frame_step}; use 1 or more.</source>
            <translation>帧步长为 {frame_step}，请使用 1 或更大的值。</translation>
        </message>
        <message>
            <source>The frame range is empty; choose a last frame after the first.</source>
            <translation>帧范围为空，请选择在首帧之后的末帧。</translation>
        </message>
        <message>
            <source>A GIF of {count} frames is too large; export at most {gif_frames}, or a video.</source>
            <translation>{count} 帧的 GIF 太大，请最多导出 {gif_frames} 帧，或导出视频。</translation>
        </message>
        <message>
            <source>The pictures are too wide for H.264.</source>
            <translation>图像太宽，H.264 无法容纳。</translation>
        </message>
        <message>
            <source>The overlay cannot be drawn without the video; relink it first.</source>
            <translation>没有视频就无法绘制叠加画面，请先重新链接视频。</translation>
        </message>
        <message>
            <source>No font here can draw all of '{missing}'; question marks stand for the rest. Install a font with these letters, or rename the object.</source>
            <translation>没有字体能显示“{missing}”的全部字符，其余以问号代替。请安装含有这些字符的字体，或重命名该对象。</translation>
        </message>
        <message>
            <source>'{of_system}' is drawn in a font of this system; others may differ.</source>
            <translation>“{of_system}”使用本系统的字体绘制，其他系统上可能不同。</translation>
        </message>
        <message>
            <source>frame {number} does not look as it was drawn (by {far}).</source>
            <translation>第 {number} 帧与绘制的内容不同（相差 {far}）。</translation>
        </message>
        <message>
            <source>{count} frames came back instead of {wanted}.</source>
            <translation>读回 {count} 帧，而不是 {wanted} 帧。</translation>
        </message>
        <message>
            <source>{frames} frames; what they show is not compared.</source>
            <translation>{frames} 帧；未比较其画面内容。</translation>
        </message>
        <message>
            <source>'{name}' cannot be decoded ({error}).</source>
            <translation>“{name}”无法解码（{error}）。</translation>
        </message>
        <message>
            <source>'{name}' is a picture in colours (Pillow mode '{mode}'), not one of indices</source>
            <translation>“{name}”是彩色图像（Pillow 模式 '{mode}'），不是索引图像</translation>
        </message>
        <message>
            <source>'{name}' has values beyond 16 bits</source>
            <translation>“{name}”含有超出 16 位的值</translation>
        </message>
        <message>
            <source>'{name}' claims {width} x {height} pixels; that is too large</source>
            <translation>“{name}”声称有 {width} × {height} 像素，太大了</translation>
        </message>
        <message>
            <source>'{name}' is not a readable PNG ({error})</source>
            <translation>“{name}”不是可读取的 PNG（{error}）</translation>
        </message>
        <message>
            <source>'{name}' claims more pixels than any video has</source>
            <translation>“{name}”声称的像素数超过任何视频</translation>
        </message>
        <message>
            <source>An index picture holds at most {max_index} objects, these are {count}.</source>
            <translation>索引图像最多容纳 {max_index} 个对象，现有 {count} 个。</translation>
        </message>
        <message>
            <source>there are no PNG files in it</source>
            <translation>其中没有 PNG 文件</translation>
        </message>
        <message>
            <source>there are no folders with PNG files in it</source>
            <translation>其中没有含 PNG 文件的文件夹</translation>
        </message>
        <message>
            <source>'{name}/{name_2}' is not black and white.</source>
            <translation>“{name}/{name_2}”不是黑白图像。</translation>
        </message>
        <message>
            <source>choose the folder with the pictures</source>
            <translation>请选择含有图像的文件夹</translation>
        </message>
        <message>
            <source>'{name}' exists already; open it, or choose another name.</source>
            <translation>“{name}”已存在，请打开它，或选择其他名称。</translation>
        </message>
        <message>
            <source>A copy needs another name than the project itself, which is always saved.</source>
            <translation>副本的名称不能与项目本身相同，项目本身始终会保存。</translation>
        </message>
        <message>
            <source>'{name}' is closed; open the project again.</source>
            <translation>“{name}”已关闭，请重新打开项目。</translation>
        </message>
        <message>
            <source>'{name}' is a database of another program; choose a {suffix} file.</source>
            <translation>“{name}”是其他程序的数据库，请选择 {suffix} 文件。</translation>
        </message>
        <message>
            <source>'{name}' was saved by a newer version of this program (file version {version}, this program reads up to {version_2}); update the program to open it.</source>
            <translation>“{name}”由本程序的较新版本保存（文件版本 {version}，本程序最高可读 {version_2}），请更新程序后再打开。</translation>
        </message>
        <message>
            <source>no tables</source>
            <translation>没有任何表</translation>
        </message>
        <message>
            <source>'{name}' holds {what}, which this program never writes; open an earlier copy of the project.</source>
            <translation>“{name}”含有本程序从不写入的内容（{what}），请打开项目的较早副本。</translation>
        </message>
        <message>
            <source>'{name}' is damaged: {error}; open an earlier copy of the project.</source>
            <translation>“{name}”已损坏：{error}；请打开项目的较早副本。</translation>
        </message>
        <message>
            <source>'{name}' is a folder; choose a {suffix} file.</source>
            <translation>“{name}”是文件夹，请选择 {suffix} 文件。</translation>
        </message>
        <message>
            <source>There is no project file '{path}'; check the path.</source>
            <translation>没有项目文件“{path}”，请检查路径。</translation>
        </message>
        <message>
            <source>'{name}' is not a project file; choose a {suffix} file made by this program.</source>
            <translation>“{name}”不是项目文件，请选择由本程序创建的 {suffix} 文件。</translation>
        </message>
        <message>
            <source>'{name}' is open in another window by {holder}; go on there, or close it and try again.</source>
            <translation>“{name}”已在另一个窗口中打开（{holder}）；请在那里继续，或关闭它后再试。</translation>
        </message>
        <message>
            <source>'{name}' is open in another window; go on there, or close it and try again.</source>
            <translation>“{name}”已在另一个窗口中打开；请在那里继续，或关闭它后再试。</translation>
        </message>
        <message>
            <source>There are more problems of this kind.</source>
            <translation>还有更多这类问题。</translation>
        </message>
        <message>
            <source>category {category_id}</source>
            <translation>类别 {category_id}</translation>
        </message>
        <message>
            <source>The category of object {id} is missing; a new one was made.</source>
            <translation>对象 {id} 的类别缺失，已新建一个。</translation>
        </message>
        <message>
            <source>it holds no project</source>
            <translation>其中没有项目</translation>
        </message>
        <message>
            <source>picture width</source>
            <translation>画面宽度</translation>
        </message>
        <message>
            <source>picture height</source>
            <translation>画面高度</translation>
        </message>
        <message>
            <source>frame rate</source>
            <translation>帧率</translation>
        </message>
        <message>
            <source>frame count</source>
            <translation>帧数</translation>
        </message>
        <message>
            <source>kind of media</source>
            <translation>媒体类型</translation>
        </message>
        <message>
            <source>the kind of media is {kind}</source>
            <translation>媒体类型是 {kind}</translation>
        </message>
        <message>
            <source>path of the video</source>
            <translation>视频路径</translation>
        </message>
        <message>
            <source>size of the video</source>
            <translation>视频大小</translation>
        </message>
        <message>
            <source>hash of the video</source>
            <translation>视频哈希值</translation>
        </message>
        <message>
            <source>next object id</source>
            <translation>下一个对象编号</translation>
        </message>
        <message>
            <source>The attributes of a category were left out: {error}.</source>
            <translation>一个类别的属性已略去：{error}。</translation>
        </message>
        <message>
            <source>A category was left out: {error}.</source>
            <translation>一个类别已略去：{error}。</translation>
        </message>
        <message>
            <source>An object was left out: {error}.</source>
            <translation>一个对象已略去：{error}。</translation>
        </message>
        <message>
            <source>Object {track_id} got a new colour: {error}.</source>
            <translation>对象 {track_id} 换了新颜色：{error}。</translation>
        </message>
        <message>
            <source>Object {track_id} lost its attributes: {error}.</source>
            <translation>对象 {track_id} 失去了属性：{error}。</translation>
        </message>
        <message>
            <source>Object {row}, frame {frame} was left out: {error}.</source>
            <translation>对象 {row} 的第 {frame} 帧已略去：{error}。</translation>
        </message>
        <message>
            <source>there is no such object</source>
            <translation>没有该对象</translation>
        </message>
        <message>
            <source>the video has {frame_count} frames</source>
            <translation>视频有 {frame_count} 帧</translation>
        </message>
        <message>
            <source>unknown origin or visibility {row}, {row_2}</source>
            <translation>来源或可见性未知：{row}、{row_2}</translation>
        </message>
        <message>
            <source>its mask is not stored as runs</source>
            <translation>它的掩码不是以游程编码存储的</translation>
        </message>
        <message>
            <source>its mask is larger than any mask of this picture size</source>
            <translation>它的掩码大于此画面大小的任何掩码</translation>
        </message>
        <message>
            <source>rotated box</source>
            <translation>旋转框</translation>
        </message>
        <message>
            <source>the {what} is {value}</source>
            <translation>{what}是 {value}</translation>
        </message>
        <message>
            <source>the {what} is not a text</source>
            <translation>{what}不是文本</translation>
        </message>
        <message>
            <source>the polygons are longer than the outline of any object</source>
            <translation>多边形比任何对象的轮廓都长</translation>
        </message>
        <message>
            <source>a polygon is at least three corners, x and y in turn</source>
            <translation>多边形至少有三个顶点，x 和 y 交替</translation>
        </message>
        <message>
            <source>a corner of a polygon is {value}, not a number</source>
            <translation>多边形的一个顶点是 {value}，不是数字</translation>
        </message>
        <message>
            <source>a corner of a polygon is {value}, far outside the picture</source>
            <translation>多边形的一个顶点是 {value}，远在图像之外</translation>
        </message>
        <message>
            <source>the mask of {crop_width} x {crop_height} at {left}, {top} does not lie in the picture of {width} x {height}</source>
            <translation>位于 {left}, {top} 的 {crop_width} × {crop_height} 掩码不在 {width} × {height} 的图像之内</translation>
        </message>
        <message>
            <source>the run-lengths cover {runs} pixels of {crop_width} x {crop_height}</source>
            <translation>游程编码覆盖 {runs} 个像素，而大小为 {crop_width} × {crop_height}</translation>
        </message>
        <message>
            <source>The import was stopped; nothing was changed.</source>
            <translation>导入已停止，没有任何更改。</translation>
        </message>
        <message>
            <source>width and height are {width} and {height}</source>
            <translation>宽度和高度是 {width} 和 {height}</translation>
        </message>
        <message>
            <source>a picture of {width} x {height} pixels is not possible here</source>
            <translation>{width} × {height} 像素的图像在此处不可能存在</translation>
        </message>
        <message>
            <source>{name} is not a file name</source>
            <translation>{name} 不是文件名</translation>
        </message>
        <message>
            <source>{name} leads out of the folder</source>
            <translation>{name} 指向文件夹之外</translation>
        </message>
        <message>
            <source>use plain names</source>
            <translation>请使用普通名称</translation>
        </message>
        <message>
            <source>there are no annotations in it</source>
            <translation>其中没有标注</translation>
        </message>
        <message>
            <source>there is no sequence {sequence} in it</source>
            <translation>其中没有序列 {sequence}</translation>
        </message>
        <message>
            <source>it holds {names} sequences ({some})</source>
            <translation>其中有 {names} 个序列（{some}）</translation>
        </message>
        <message>
            <source>choose one</source>
            <translation>请选择一个</translation>
        </message>
        <message>
            <source>Comparing frames</source>
            <translation>正在比较各帧</translation>
        </message>
        <message>
            <source>The video is too long to look for its frames; they are placed by number.</source>
            <translation>视频太长，无法查找其中的帧，已按编号放置。</translation>
        </message>
        <message>
            <source>No frame of this video shows what was annotated; choose the video that was.</source>
            <translation>此视频中没有一帧显示标注过的内容，请选择当时标注的视频。</translation>
        </message>
        <message>
            <source>This is another encoding: {matched} of {found} frames were found again.</source>
            <translation>这是另一种编码：{found} 帧中找回了 {matched} 帧。</translation>
        </message>
        <message>
            <source>Of attributes, a value begins at the next mask; numbers get limits that hold all values (beyond a billion or six decimals they are texts); where there is no default, a number is 0, yes or no is no, and a choice the first.</source>
            <translation>属性的值从下一个掩码开始生效；数字会得到涵盖所有值的范围（超过十亿或六位小数则成为文本）；没有默认值时，数字为 0，“是/否”为否，单选取第一个。</translation>
        </message>
        <message>
            <source>States, scores and rotated boxes are in extra keys, which other COCO tools ignore. Polygons cannot hold holes: such masks are written as run-lengths, or filled if asked.</source>
            <translation>状态、得分和旋转框写在附加键中，其他 COCO 工具会忽略。多边形无法表示孔洞：这样的掩码写成游程编码，或按要求填充。</translation>
        </message>
        <message>
            <source>Names of objects are in an extra key, which other tools ignore.</source>
            <translation>对象名称写在附加键中，其他工具会忽略。</translation>
        </message>
        <message>
            <source>At most 253 objects. Frames are numbered anew from 0.</source>
            <translation>最多 253 个对象。帧从 0 开始重新编号。</translation>
        </message>
        <message>
            <source>Frames are numbered anew from 0.</source>
            <translation>帧从 0 开始重新编号。</translation>
        </message>
        <message>
            <source>At most 253 objects.</source>
            <translation>最多 253 个对象。</translation>
        </message>
        <message>
            <source>The evaluators know cars and pedestrians only. Frames are numbered anew from 1.</source>
            <translation>评测程序只认识汽车和行人。帧从 1 开始重新编号。</translation>
        </message>
        <message>
            <source>The evaluators know cars and pedestrians only. Frames are numbered anew from 0.</source>
            <translation>评测程序只认识汽车和行人。帧从 0 开始重新编号。</translation>
        </message>
        <message>
            <source>Frames are numbered anew from 1.</source>
            <translation>帧从 1 开始重新编号。</translation>
        </message>
        <message>
            <source>States are tags, scores a value file. Frames are numbered anew from 1.</source>
            <translation>状态写成标签文件，得分写成数值文件。帧从 1 开始重新编号。</translation>
        </message>
        <message>
            <source>Holes and separate parts are joined by bridges of no width, which other tools show. {attributes}</source>
            <translation>孔洞和分开的部分由零宽连线连接，其他工具会显示这些连线。{attributes}</translation>
        </message>
        <message>
            <source>What is occluded or reviewed is in flags.</source>
            <translation>是否被遮挡或已审核写在 flags 中。</translation>
        </message>
        <message>
            <source>Holes are joined by bridges of no width, and so are separate parts, unless each is asked for as a line. Which line is which object is in tracks.csv, which other tools ignore.</source>
            <translation>孔洞由零宽连线连接；分开的部分也是如此，除非要求每部分各占一行。哪一行是哪个对象写在 tracks.csv 中，其他工具会忽略它。</translation>
        </message>
        <message>
            <source>At most 600 frames, scaled down.</source>
            <translation>最多 600 帧，尺寸会缩小。</translation>
        </message>
        <message>
            <source>There is no format '{name}'; choose one of {known}.</source>
            <translation>没有格式“{name}”，请从以下格式中选择：{known}。</translation>
        </message>
        <message>
            <source>… and {more} more problems.</source>
            <translation>…以及另外 {more} 个问题。</translation>
        </message>
        <message>
            <source>There is no object {unknown} to export; choose others.</source>
            <translation>没有可以导出的对象 {unknown}，请选择其他对象。</translation>
        </message>
        <message>
            <source>The video has {count} frames; choose a range inside it.</source>
            <translation>视频有 {count} 帧，请选择其中的范围。</translation>
        </message>
        <message>
            <source>frame {name} is not in it</source>
            <translation>帧 {name} 不在其中</translation>
        </message>
        <message>
            <source>remove it, or re-export</source>
            <translation>请移除它，或重新导出</translation>
        </message>
        <message>
            <source>two frames have one source index</source>
            <translation>两帧的来源索引相同</translation>
        </message>
        <message>
            <source>{value}. Nothing was changed.</source>
            <translation>{value}。没有任何更改。</translation>
        </message>
        <message>
            <source>'{there}' is a file, not a folder; choose another place.</source>
            <translation>“{there}”是文件，不是文件夹，请选择其他位置。</translation>
        </message>
        <message>
            <source>Nothing can be written into the folder '{there}'; choose another place.</source>
            <translation>无法写入文件夹“{there}”，请选择其他位置。</translation>
        </message>
        <message>
            <source>'{name}' is a folder; give the export a file name in it.</source>
            <translation>“{name}”是文件夹，请给导出指定其中的文件名。</translation>
        </message>
        <message>
            <source>'{name}' is a file; this format needs a folder.</source>
            <translation>“{name}”是文件，而此格式需要文件夹。</translation>
        </message>
        <message>
            <source>The folder '{name}' holds other files, which the export would replace; choose a new or an empty folder.</source>
            <translation>文件夹“{name}”中有其他文件，导出会替换它们；请选择新的或空的文件夹。</translation>
        </message>
        <message>
            <source>The folder '{name}' holds the export of '{value}'; choose another folder.</source>
            <translation>文件夹“{name}”中有“{value}”的导出，请选择其他文件夹。</translation>
        </message>
        <message>
            <source>'{name}' exists already beside the export; choose another name or remove it.</source>
            <translation>导出位置旁已有“{name}”，请选择其他名称或移除它。</translation>
        </message>
        <message>
            <source>{name}, line {number}</source>
            <translation>{name}，第 {number} 行</translation>
        </message>
        <message>
            <source>the line or the file is too long</source>
            <translation>该行或文件太长</translation>
        </message>
        <message>
            <source>{what} is {text}</source>
            <translation>{what}是 {text}</translation>
        </message>
        <message>
            <source>the run-lengths are not whole numbers</source>
            <translation>游程编码不是整数</translation>
        </message>
        <message>
            <source>frames are numbered {first}</source>
            <translation>帧的编号从 {first} 开始</translation>
        </message>
        <message>
            <source>{numbered} to {first}</source>
            <translation>{numbered}，到 {first} 为止</translation>
        </message>
        <message>
            <source>there is no frame {value}</source>
            <translation>没有第 {value} 帧</translation>
        </message>
        <message>
            <source>'{name}', line {line}</source>
            <translation>“{name}”，第 {line} 行</translation>
        </message>
        <message>
            <source>it is no INI</source>
            <translation>它不是 INI</translation>
        </message>
        <message>
            <source>Masks are written as rotated boxes.</source>
            <translation>掩码写成旋转框。</translation>
        </message>
        <message>
            <source>Masks are written as boxes.</source>
            <translation>掩码写成边界框。</translation>
        </message>
        <message>
            <source>The toolkit starts trackers in the first frame, where '{late}' is not yet.</source>
            <translation>工具包从首帧开始跟踪，而“{late}”在首帧还没有出现。</translation>
        </message>
        <message>
            <source>the rules of the VOT toolkit</source>
            <translation>VOT 工具包的规则</translation>
        </message>
        <message>
            <source>there are {longest} regions for {total} frames</source>
            <translation>{total} 帧却有 {longest} 个区域</translation>
        </message>
        <message>
            <source>there is no groundtruth.txt in it</source>
            <translation>其中没有 groundtruth.txt</translation>
        </message>
        <message>
            <source>'{name}' has {lines} lines for {frames} frames.</source>
            <translation>“{name}”有 {lines} 行，而帧数为 {frames}。</translation>
        </message>
        <message>
            <source>the line is empty</source>
            <translation>该行是空的</translation>
        </message>
        <message>
            <source>the toolkit stops there; write 0</source>
            <translation>工具包会在该处停止，请写 0</translation>
        </message>
        <message>
            <source>it has too many numbers</source>
            <translation>它的数字太多</translation>
        </message>
        <message>
            <source>{values} numbers are no region</source>
            <translation>{values} 个数字不是区域</translation>
        </message>
        <message>
            <source>a mask is mX,Y,W,H and its run-lengths</source>
            <translation>掩码应为 mX,Y,W,H 及其游程编码</translation>
        </message>
        <message>
            <source>the place of the mask</source>
            <translation>掩码的位置</translation>
        </message>
        <message>
            <source>the rectangle is {width} x {height}</source>
            <translation>矩形为 {width} × {height}</translation>
        </message>
        <message>
            <source>{values} is no box</source>
            <translation>{values} 不是框</translation>
        </message>
        <message>
            <source>there are more lines than the {total} frames</source>
            <translation>行数超过 {total} 帧</translation>
        </message>
        <message>
            <source>it is broken</source>
            <translation>它已损坏</translation>
        </message>
        <message>
            <source>elements are nested too deeply</source>
            <translation>元素嵌套太深</translation>
        </message>
        <message>
            <source>an element has too much text</source>
            <translation>元素的文本太多</translation>
        </message>
        <message>
            <source>it has a DTD</source>
            <translation>其中有 DTD</translation>
        </message>
        <message>
            <source>remove it: entities are unsafe</source>
            <translation>请移除它：实体不安全</translation>
        </message>
        <message>
            <source>Holes and separate parts are joined by bridges of no width.</source>
            <translation>孔洞和分开的部分由零宽连线连接。</translation>
        </message>
        <message>
            <source>Holes are joined by bridges of no width; each part counts as an object for others.</source>
            <translation>孔洞由零宽连线连接；在其他工具中，每个部分算作一个对象。</translation>
        </message>
        <message>
            <source>YOLO trains on pictures; they are not included.</source>
            <translation>YOLO 用图像训练，导出中不包含图像。</translation>
        </message>
        <message>
            <source>choose the folder of the data set</source>
            <translation>请选择数据集的文件夹</translation>
        </message>
        <message>
            <source>YOLO does not say how large pictures are</source>
            <translation>YOLO 没有说明图像有多大</translation>
        </message>
        <message>
            <source>YOLO knows no identities: the n-th polygon of a class in each frame became one object.</source>
            <translation>YOLO 不区分个体：每帧中同一类的第 n 个多边形成为同一个对象。</translation>
        </message>
        <message>
            <source>there are no labels in it</source>
            <translation>其中没有标注</translation>
        </message>
        <message>
            <source>it is not 'label_file,line,track_id'</source>
            <translation>它不是 'label_file,line,track_id'</translation>
        </message>
        <message>
            <source>remove it</source>
            <translation>请移除它</translation>
        </message>
        <message>
            <source>the line</source>
            <translation>行</translation>
        </message>
        <message>
            <source>the track</source>
            <translation>轨迹</translation>
        </message>
        <message>
            <source>class {kind}, {counts}</source>
            <translation>类 {kind}，{counts}</translation>
        </message>
        <message>
            <source>{parts} coordinates are no polygon</source>
            <translation>{parts} 个坐标不构成多边形</translation>
        </message>
        <message>
            <source>a coordinate does not lie between 0 and 1</source>
            <translation>有一个坐标不在 0 和 1 之间</translation>
        </message>
        <message>
            <source>Two categories have one name; tools that go by name will merge them.</source>
            <translation>有两个类别同名，按名称处理的工具会把它们合并。</translation>
        </message>
        <message>
            <source>No frame is left to export; choose other frames.</source>
            <translation>没有可以导出的帧，请选择其他帧。</translation>
        </message>
        <message>
            <source>pycocotools, by the rules of the YouTube-VIS API and TrackEval</source>
            <translation>pycocotools，遵循 YouTube-VIS API 和 TrackEval 的规则</translation>
        </message>
        <message>
            <source>choose the JSON file in it</source>
            <translation>请选择其中的 JSON 文件</translation>
        </message>
        <message>
            <source>it has no videos and annotations</source>
            <translation>其中没有 videos 和 annotations</translation>
        </message>
        <message>
            <source>choose a YouTube-VIS file</source>
            <translation>请选择 YouTube-VIS 文件</translation>
        </message>
        <message>
            <source>a video has no list of file names</source>
            <translation>有一个视频没有文件名列表</translation>
        </message>
        <message>
            <source>a file name is no text, or too long</source>
            <translation>有一个文件名不是文本或太长</translation>
        </message>
        <message>
            <source>two frames of a video have one file name</source>
            <translation>一个视频的两帧文件名相同</translation>
        </message>
        <message>
            <source>video id {item} is used twice</source>
            <translation>视频编号 {item} 出现了两次</translation>
        </message>
        <message>
            <source>video {item}</source>
            <translation>视频 {item}</translation>
        </message>
        <message>
            <source>"{key}" is missing; the official reader fails without it.</source>
            <translation>缺少 "{key}"，官方读取程序没有它会失败。</translation>
        </message>
        <message>
            <source>'{file_names}' has no folder; TrackEval takes it for the sequence.</source>
            <translation>“{file_names}”没有文件夹，TrackEval 会把它当作序列。</translation>
        </message>
        <message>
            <source>{where}: id {number} is not a new whole number from 1 on.</source>
            <translation>{where}：编号 {number} 不是从 1 开始的新整数。</translation>
        </message>
        <message>
            <source>{where}: iscrowd is not 0 or 1.</source>
            <translation>{where}：iscrowd 不是 0 或 1。</translation>
        </message>
        <message>
            <source>{where}: width and height are missing, which TrackEval wants.</source>
            <translation>{where}：缺少 TrackEval 需要的 width 和 height。</translation>
        </message>
        <message>
            <source>{where}: its category is not in the file.</source>
            <translation>{where}：它的类别不在文件中。</translation>
        </message>
        <message>
            <source>the annotation has no whole number as id</source>
            <translation>该标注没有整数编号</translation>
        </message>
        <message>
            <source>annotation id {number} is used twice</source>
            <translation>标注编号 {number} 出现了两次</translation>
        </message>
        <message>
            <source>segmentations has {count} entries, the video {frames} frames</source>
            <translation>segmentations 有 {count} 项，而视频有 {frames} 帧</translation>
        </message>
        <message>
            <source>{place}: {per_frame} is not as long as the video.</source>
            <translation>{place}：{per_frame} 与视频的长度不同。</translation>
        </message>
        <message>
            <source>{place}, frame {number}</source>
            <translation>{place}，第 {number} 帧</translation>
        </message>
        <message>
            <source>{where}: the mask is empty; write null.</source>
            <translation>{where}：掩码为空，请写 null。</translation>
        </message>
        <message>
            <source>{where}: the run-lengths are compressed; TrackEval fails on ground truth.</source>
            <translation>{where}：游程编码是压缩的，TrackEval 无法将其作为真值读取。</translation>
        </message>
        <message>
            <source>{where}: area is {areas}, not {area}.</source>
            <translation>{where}：area 是 {areas}，而不是 {area}。</translation>
        </message>
        <message>
            <source>{where}: bbox is {boxes}, not {wanted}.</source>
            <translation>{where}：bbox 是 {boxes}，而不是 {wanted}。</translation>
        </message>
        <message>
            <source>YouTube-VOS holds at most {max_objects} objects, these are {count}; choose fewer.</source>
            <translation>YouTube-VOS 最多容纳 {max_objects} 个对象，现有 {count} 个，请减少对象。</translation>
        </message>
        <message>
            <source>{place}: object {key} is not in meta.json.</source>
            <translation>{place}：对象 {key} 不在 meta.json 中。</translation>
        </message>
        <message>
            <source>meta.json: the frames of object {key} are not those in which it has pixels.</source>
            <translation>meta.json：对象 {key} 的帧与它有像素的帧不一致。</translation>
        </message>
        <message>
            <source>meta.json is missing; the official loaders want it.</source>
            <translation>缺少官方加载程序需要的 meta.json。</translation>
        </message>
        <message>
            <source>it says nothing about the video {video}</source>
            <translation>它没有说明视频 {video}</translation>
        </message>
        <message>
            <source>object {key} is not described as it should be</source>
            <translation>对象 {key} 的描述不符合要求</translation>
        </message>
        <message>
            <source>choose a YouTube-VOS folder</source>
            <translation>请选择 YouTube-VOS 文件夹</translation>
        </message>
        <message>
            <source>Pillow, by the rules of the official loaders</source>
            <translation>Pillow，遵循官方加载程序的规则</translation>
        </message>
        <message>
            <source>the box {box} has no area; draw a box around the object</source>
            <translation>框 {box} 没有面积，请在对象周围画框</translation>
        </message>
        <message>
            <source>the box {box} lies outside of the picture ({width} x {height} pixels); draw it on the object</source>
            <translation>框 {box} 位于图像（{width} × {height} 像素）之外，请画在对象上</translation>
        </message>
        <message>
            <source>boxes, shown as filled masks</source>
            <translation>框，显示为填充的掩码</translation>
        </message>
        <message>
            <source>{path} does not exist; check the path of the checkpoint</source>
            <translation>{path} 不存在，请确认检查点的路径</translation>
        </message>
        <message>
            <source>there is no checkpoint called {name_or_path}; give a path or one of: {names}</source>
            <translation>没有名为 {name_or_path} 的检查点，请指定路径，或选择以下之一：{names}</translation>
        </message>
        <message>
            <source>no checkpoint was found; name one with --checkpoint, or set the environment variable {environment_variable} to the folder that holds them</source>
            <translation>没有找到检查点，请用 --checkpoint 指定一个，或把环境变量 {environment_variable} 设为存放检查点的文件夹</translation>
        </message>
        <message>
            <source>{path} is for the network {name}, which this version does not know ({known})</source>
            <translation>{path} 属于模型 {name}，此版本不支持该模型（支持：{known}）</translation>
        </message>
        <message>
            <source>the score calibration in {path} cannot be used ({error}); calibrate it again</source>
            <translation>{path} 中的得分校准无法使用（{error}），请重新校准</translation>
        </message>
        <message>
            <source>there is no hyper-parameter {key}; known are {known}</source>
            <translation>没有超参数 {key}，已知的有 {known}</translation>
        </message>
        <message>
            <source>{value} is no value for {key}; give a number</source>
            <translation>{key} 不能是 {value}，请指定数字</translation>
        </message>
        <message>
            <source>the metadata of {path} are damaged; copy it again</source>
            <translation>{path} 的元数据已损坏，请重新复制</translation>
        </message>
        <message>
            <source>{path} holds numbers that are not finite in {name}; it is damaged, or the training failed</source>
            <translation>{path} 的 {name} 中含有非有限的数；它已损坏，或训练失败</translation>
        </message>
        <message>
            <source>{path} cannot be written ({reason}); choose another folder or make room</source>
            <translation>无法写入 {path}（{reason}），请选择其他文件夹或腾出空间</translation>
        </message>
        <message>
            <source>{destination} must end in .safetensors; change the name</source>
            <translation>{destination} 必须以 .safetensors 结尾，请更改名称</translation>
        </message>
        <message>
            <source>{path} holds no metadata; convert it to .safetensors first</source>
            <translation>{path} 中没有元数据，请先转换为 .safetensors</translation>
        </message>
        <message>
            <source>{name} gives no probabilities to merge; name a SiamMask checkpoint</source>
            <translation>{name} 不提供合并所需的概率，请指定 SiamMask 检查点</translation>
        </message>
        <message>
            <source>{count} cells {step} apart do not fit into a map of {size}; ask for fewer</source>
            <translation>{count} 个间隔 {step} 的单元放不进大小为 {size} 的图，请减少数量</translation>
        </message>
        <message>
            <source>{name} makes no masks; name a checkpoint with a mask branch</source>
            <translation>{name} 不产生掩码，请指定带有掩码分支的检查点</translation>
        </message>
        <message>
            <source>there is no {wanted} device here; use --device auto or cpu</source>
            <translation>此计算机没有 {wanted} 设备，请使用 --device auto 或 cpu</translation>
        </message>
        <message>
            <source>there is no precision {wanted}; use auto, float32 or bfloat16</source>
            <translation>没有 {wanted} 这种精度，请使用 auto、float32 或 bfloat16</translation>
        </message>
        <message>
            <source>the mask is {width} x {height} pixels and the picture {width_2} x {height_2}; give a mask of the picture's size</source>
            <translation>掩码为 {width} × {height} 像素，图像为 {width_2} × {height_2}；请给出与图像同样大小的掩码</translation>
        </message>
        <message>
            <source>a frame is an array (height, width, 3) of uint8, not {shape} of {dtype}</source>
            <translation>帧应为 uint8 的 (height, width, 3) 数组，而不是 {shape} 的 {dtype}</translation>
        </message>
        <message>
            <source>{path} is a folder; name the checkpoint file inside of it</source>
            <translation>{path} 是文件夹，请指定其中的检查点文件</translation>
        </message>
        <message>
            <source>{path} cannot be read: {strerror}</source>
            <translation>无法读取 {path}：{strerror}</translation>
        </message>
        <message>
            <source>{path} is empty; download or copy the checkpoint again</source>
            <translation>{path} 是空的，请重新下载或复制检查点</translation>
        </message>
        <message>
            <source>{path} is not a readable safetensors file: {error}</source>
            <translation>{path} 不是可读取的 safetensors 文件：{error}</translation>
        </message>
        <message>
            <source>{path} is {kind}, not a safetensors file; choose a checkpoint</source>
            <translation>{path} 是{kind}，不是 safetensors 文件，请选择检查点</translation>
        </message>
        <message>
            <source>{path} is a damaged or incomplete safetensors file; copy it again ({error})</source>
            <translation>{path} 是损坏或不完整的 safetensors 文件，请重新复制（{error}）</translation>
        </message>
        <message>
            <source>{path} is {kind}, not a checkpoint; choose a .safetensors or .pth</source>
            <translation>{path} 是{kind}，不是检查点，请选择 .safetensors 或 .pth 文件</translation>
        </message>
        <message>
            <source>{path} is not a checkpoint that can be read safely; it may be damaged, incomplete, or something else ({reason})</source>
            <translation>{path} 不是可以安全读取的检查点；它可能已损坏、不完整，或是其他内容（{reason}）</translation>
        </message>
        <message>
            <source>{path} holds a {name}, not the weights of a network</source>
            <translation>{path} 中是 {name}，不是网络的权重</translation>
        </message>
        <message>
            <source>{path} holds no tensors (its first entry is {loaded}); it is not the weights of a network</source>
            <translation>{path} 中没有张量（第一项是 {loaded}），它不是网络的权重</translation>
        </message>
        <message>
            <source>{text}; it is a checkpoint of {name}</source>
            <translation>{text}；它是 {name} 的检查点</translation>
        </message>
        <message>
            <source>{path} does not fit {name}: {missing} tensors are missing or have another shape, first {name_2}, which is {found} instead of {shape}</source>
            <translation>{path} 与 {name} 不符：{missing} 个张量缺失或形状不同，第一个是 {name_2}，它是 {found} 而不是 {shape}</translation>
        </message>
        <message>
            <source>{path} does not fit {name}: {missing} tensors are missing (of {parts}), first {missing_2}</source>
            <translation>{path} 与 {name} 不符：缺少 {missing} 个张量（属于 {parts}），第一个是 {missing_2}</translation>
        </message>
        <message>
            <source>{path} is a plain ResNet backbone (such as torchvision's), not a tracker: the adjust layer, rpn_model and mask_model are missing; use it to start a training</source>
            <translation>{path} 是普通的 ResNet 骨干网络（例如 torchvision 的），不是跟踪器：缺少 adjust layer、rpn_model 和 mask_model；可用它开始训练</translation>
        </message>
        <message>
            <source>{path} holds a backbone only, not a tracker: features.downsample, rpn_model and mask_model are missing; use it to start a training</source>
            <translation>{path} 中只有骨干网络，不是跟踪器：缺少 features.downsample、rpn_model 和 mask_model；可用它开始训练</translation>
        </message>
        <message>
            <source>{path} holds the weights of another network: none of its {tensors} tensors ({some}, …) belongs to a SiamMask; {name} would need rpn_model.cls.head.3.weight, for one</source>
            <translation>{path} 中是另一个网络的权重：它的 {tensors} 个张量（{some}, …）没有一个属于 SiamMask；例如 {name} 需要 rpn_model.cls.head.3.weight</translation>
        </message>
        <message>
            <source>a PNG picture</source>
            <translation>PNG 图像</translation>
        </message>
        <message>
            <source>a JPEG picture</source>
            <translation>JPEG 图像</translation>
        </message>
        <message>
            <source>a PDF document</source>
            <translation>PDF 文档</translation>
        </message>
        <message>
            <source>a gzip archive (unpack it first)</source>
            <translation>gzip 压缩包（请先解压）</translation>
        </message>
        <message>
            <source>a numpy array</source>
            <translation>numpy 数组</translation>
        </message>
        <message>
            <source>a SQLite file, perhaps a project</source>
            <translation>SQLite 文件，可能是项目</translation>
        </message>
        <message>
            <source>a video</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>a web page (was the download blocked?)</source>
            <translation>网页（下载是否被阻止了？）</translation>
        </message>
        <message>
            <source>a text file</source>
            <translation>文本文件</translation>
        </message>
        <message>
            <source>error: {text}</source>
            <translation>错误：{text}</translation>
        </message>
        <message>
            <source>A category needs a name; type one.</source>
            <translation>类别需要名称，请输入。</translation>
        </message>
        <message>
            <source>No project is open; open a video first.</source>
            <translation>没有打开的项目，请先打开视频。</translation>
        </message>
        <message>
            <source>Exported {masks} masks on {frames} frames to “{destination}”; verified with {verified_with}.</source>
            <translation>已将 {frames} 帧上的 {masks} 个掩码导出到“{destination}”；校验方式：{verified_with}。</translation>
        </message>
        <message>
            <source>“{name}” is locked; unlock it in the list to change it.</source>
            <translation>“{name}”已锁定，请先在列表中解锁再更改。</translation>
        </message>
        <message>
            <source>Frame {frame_index} of “{name}” is locked; unlock the frame to change it.</source>
            <translation>“{name}”的第 {frame_index} 帧已锁定，请先解锁该帧再更改。</translation>
        </message>
        <message>
            <source>The box lies outside the picture or has no area; drag a rectangle over the object.</source>
            <translation>框位于画面之外或没有面积，请拖动鼠标框住对象。</translation>
        </message>
        <message>
            <source>The box is too small; drag a rectangle of at least 2 × 2 pixels over the object.</source>
            <translation>框太小，请拖动鼠标画出至少 2 × 2 像素的矩形框住对象。</translation>
        </message>
        <message>
            <source>There is no mask on frame {frame_index} to propagate from; draw a box or a mask there first.</source>
            <translation>第 {frame_index} 帧没有可供传播的掩码，请先在该帧画框或画掩码。</translation>
        </message>
        <message>
            <source>There is no frame in that direction; propagate the other way.</source>
            <translation>这个方向上没有更多帧了，请向另一个方向传播。</translation>
        </message>
        <message>
            <source>The last frame to propagate to lies on the other side; choose another range.</source>
            <translation>传播的终点在另一侧，请选择其他范围。</translation>
        </message>
        <message>
            <source>Frame {following} is already yours (manual, reviewed, locked or absent) and is never overwritten; start from there, or delete its mask first.</source>
            <translation>第 {following} 帧您已处理过（手动绘制、已审核、已锁定或不在画面内），不会被覆盖；请从该帧开始，或先删除它的掩码。</translation>
        </message>
        <message>
            <source>Not enough memory: close other programs or use a smaller video.</source>
            <translation>内存不足：请关闭其他程序或使用较小的视频。</translation>
        </message>
        <message>
            <source>no details</source>
            <translation>没有详细信息</translation>
        </message>
        <message>
            <source>Something unexpected went wrong ({name}: {detail}). See the log.</source>
            <translation>发生意外错误（{name}：{detail}）。请查看日志。</translation>
        </message>
        <message>
            <source>“{name}” belongs to another video; open it and relink its video, or choose another project name.</source>
            <translation>“{name}”属于另一个视频，请打开它并重新链接视频，或选择其他项目名称。</translation>
        </message>
        <message>
            <source>The video “{name}” is not there any more; relink it.</source>
            <translation>视频“{name}”已不在原处，请重新链接。</translation>
        </message>
        <message>
            <source>“{name}” is not the video that was annotated (size or content differ); relink it.</source>
            <translation>“{name}”不是当时标注的视频（大小或内容不同），请重新链接。</translation>
        </message>
        <message>
            <source>The video is {width} × {height} pixels, the masks of the project are {width_2} × {height_2}; choose the video that was annotated.</source>
            <translation>视频为 {width} × {height} 像素，项目的掩码为 {width_2} × {height_2}；请选择当时标注的视频。</translation>
        </message>
        <message>
            <source>The video has {frame_count} frames, but frame {last} is annotated; choose the video that was annotated.</source>
            <translation>视频有 {frame_count} 帧，但第 {last} 帧有标注；请选择当时标注的视频。</translation>
        </message>
        <message>
            <source>“{name}” is not the video that was annotated (size or content differ); its masks may not fit. Relink it anyway, or choose another file.</source>
            <translation>“{name}”不是当时标注的视频（大小或内容不同），掩码可能不吻合。可以仍然重新链接，或选择其他文件。</translation>
        </message>
        <message>
            <source>Count frames</source>
            <translation>统计帧数</translation>
        </message>
        <message>
            <source>“{name}” is open in a window; choose another name for the copy.</source>
            <translation>“{name}”已在窗口中打开，请给副本选择其他名称。</translation>
        </message>
        <message>
            <source>The copy cannot be written to “{parent}” ({strerror}); choose another folder.</source>
            <translation>无法把副本写入“{parent}”（{strerror}），请选择其他文件夹。</translation>
        </message>
        <message>
            <source>There is no object to propagate.</source>
            <translation>没有可以传播的对象。</translation>
        </message>
        <message>
            <source>The video of this project is missing; relink it first.</source>
            <translation>此项目的视频缺失，请先重新链接。</translation>
        </message>
        <message>
            <source>No object that may be changed has a mask on frame {frame_index}; go to a frame that has one.</source>
            <translation>第 {frame_index} 帧上没有可更改对象的掩码，请移到有掩码的帧。</translation>
        </message>
        <message>
            <source>There is no mask from frame {first} to {last} to propagate; draw one there, or choose another range.</source>
            <translation>第 {first} 帧到第 {last} 帧之间没有可以传播的掩码，请在其中画一个，或选择其他范围。</translation>
        </message>
        <message>
            <source>“{name}” needs a mask of yours before and one after frame {frame_index}; draw or correct one on either side.</source>
            <translation>“{name}”在第 {frame_index} 帧的前后各需要一个由您绘制或审核过的掩码，请在两侧各画出或修正一个。</translation>
        </message>
        <message>
            <source>The mask to start from is still on its way; ask again when it has come.</source>
            <translation>起始掩码还在计算中，请等它出现后再试。</translation>
        </message>
        <message>
            <source>There is nothing to merge here; go between two of the object's masks that are yours, with frames to fill between them.</source>
            <translation>此处没有可以合并的内容；请移到该对象的两个由您绘制或审核过的掩码之间，且其间有待填补的帧。</translation>
        </message>
        <message>
            <source>There is no imported box to run here; boxes of locked objects are left out.</source>
            <translation>此处没有可以生成掩码的导入框，已锁定对象的框不计在内。</translation>
        </message>
        <message>
            <source>The project was closed before its labels were read.</source>
            <translation>项目在读取标注之前已关闭。</translation>
        </message>
        <message>
            <source>'{name}' holds no labels; choose another file.</source>
            <translation>“{name}”中没有标注，请选择其他文件。</translation>
        </message>
        <message>
            <source>“{name}” has masks on one side of frame {frame_index} only; go to a frame between its masks to split it there.</source>
            <translation>“{name}”只在第 {frame_index} 帧的一侧有掩码；请移到其掩码之间的帧再拆分。</translation>
        </message>
        <message>
            <source>An object cannot be merged with itself; choose another one.</source>
            <translation>对象不能与自身合并，请选择另一个对象。</translation>
        </message>
        <message>
            <source>There is no mask on the previous frame to copy; propagate or draw one there first.</source>
            <translation>上一帧没有可以复制的掩码，请先在那里传播或画出掩码。</translation>
        </message>
        <message>
            <source>There is no mask on the next frame to copy; propagate or draw one there first.</source>
            <translation>下一帧没有可以复制的掩码，请先在那里传播或画出掩码。</translation>
        </message>
    </context>
    <context>
        <name>states</name>
        <message>
            <source>motion blur</source>
            <translation>运动模糊</translation>
        </message>
        <message>
            <source>too small to see</source>
            <translation>太小看不清</translation>
        </message>
        <message>
            <source>outline not clear</source>
            <translation>轮廓不清</translation>
        </message>
        <message>
            <source>doubtful</source>
            <translation>可疑</translation>
        </message>
        <message>
            <source>Keyframe: predicted from your box</source>
            <translation>关键帧：由所画的框预测</translation>
        </message>
        <message>
            <source>it has left the picture</source>
            <translation>已离开画面</translation>
        </message>
        <message>
            <source>it has not appeared yet</source>
            <translation>尚未出现</translation>
        </message>
        <message>
            <source>it is hidden behind something</source>
            <translation>被某物挡住</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>behind another object</source>
            <translation>在另一个对象后面</translation>
        </message>
        <message>
            <source>behind the scenery</source>
            <translation>在景物后面</translation>
        </message>
        <message>
            <source>reflection</source>
            <translation>倒影</translation>
        </message>
        <message>
            <source>Keyframe: made by hand</source>
            <translation>关键帧：手动绘制</translation>
        </message>
        <message>
            <source>Propagated</source>
            <translation>传播所得</translation>
        </message>
        <message>
            <source>Merged from both sides</source>
            <translation>从两侧合并所得</translation>
        </message>
        <message>
            <source>Imported</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>{share} % of their pixels</source>
            <translation>占其像素的 {share}%</translation>
        </message>
        <message>
            <source> ({count} px)</source>
            <translation>（{count} 像素）</translation>
        </message>
        <message>
            <source>box</source>
            <translation>矩形框</translation>
        </message>
        <message>
            <source>brush</source>
            <translation>画笔</translation>
        </message>
        <message>
            <source>eraser</source>
            <translation>橡皮擦</translation>
        </message>
        <message>
            <source>polygon</source>
            <translation>多边形</translation>
        </message>
        <message>
            <source>lasso</source>
            <translation>套索</translation>
        </message>
        <message>
            <source>moving</source>
            <translation>移动</translation>
        </message>
        <message>
            <source>filling holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <source>dropping islands</source>
            <translation>去除孤立区域</translation>
        </message>
        <message>
            <source>smoothing</source>
            <translation>平滑轮廓</translation>
        </message>
        <message>
            <source>growing</source>
            <translation>扩展</translation>
        </message>
        <message>
            <source>shrinking</source>
            <translation>收缩</translation>
        </message>
        <message>
            <source>snapping to edges</source>
            <translation>吸附到图像边缘</translation>
        </message>
        <message>
            <source>copying</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>setting the state</source>
            <translation>设置状态</translation>
        </message>
    </context>
    <context>
        <name>tools</name>
        <message>
            <source>That changes nothing here.</source>
            <translation>此操作在此处不会带来任何变化。</translation>
        </message>
        <message>
            <source>New object</source>
            <translation>新建对象</translation>
        </message>
        <message>
            <source>“{0}” is locked; unlock it in the list to paint.</source>
            <translation>“{0}”已锁定；请在列表中解锁后再涂画。</translation>
        </message>
        <message>
            <source>“{0}” is locked on this frame; press Shift+L to unlock it.</source>
            <translation>“{0}”在此帧上已锁定；按 Shift+L 解锁。</translation>
        </message>
        <message>
            <source>“{0}” is hidden; show it in the list to paint.</source>
            <translation>“{0}”已隐藏；请在列表中显示后再涂画。</translation>
        </message>
        <message>
            <source>Brush</source>
            <translation>画笔</translation>
        </message>
        <message>
            <source>Eraser</source>
            <translation>橡皮擦</translation>
        </message>
        <message>
            <source>“{0}” has no mask on this frame.</source>
            <translation>“{0}”在此帧上没有掩码。</translation>
        </message>
        <message>
            <source>Move mask</source>
            <translation>移动掩码</translation>
        </message>
        <message>
            <source>Polygon</source>
            <translation>多边形</translation>
        </message>
        <message>
            <source>Lasso</source>
            <translation>套索</translation>
        </message>
        <message>
            <source>Select an object first, or press R and draw a box around a new one.</source>
            <translation>请先选择一个对象，或按 R 键框住一个新对象。</translation>
        </message>
        <message>
            <source>New object; with Shift “{0}” again</source>
            <translation>新对象；按住 Shift 则重画“{0}”</translation>
        </message>
        <message>
            <source>“{0}” again</source>
            <translation>重画“{0}”</translation>
        </message>
        <message>
            <source>The box is too small or outside the picture; drag it around the whole object, at least {0} pixels wide and high.</source>
            <translation>框太小或在画面之外；请把整个对象框住，宽和高至少 {0} 像素。</translation>
        </message>
    </context>
</TS>