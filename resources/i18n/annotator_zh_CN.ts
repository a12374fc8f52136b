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
            <translation>一个数字</translation>
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
            <translation>默认</translation>
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
            <source>Set a range first: I at its first frame, O at its last.</source>
            <translation>请先设定范围：在第一帧按 I，在最后一帧按 O。</translation>
        </message>
        <message>
            <source>This is the end of the review queue.</source>
            <translation>审查队列到头了。</translation>
        </message>
        <message>
            <source>Nothing is left to review.</source>
            <translation>没有要审查的帧了。</translation>
        </message>
        <message>
            <source>Nothing is running on “{0}”.</source>
            <translation>“{0}”上没有正在运行的任务。</translation>
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
            <translation>设为已审查</translation>
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
        <message>
            <source>Set the state of %n frame(s).</source>
            <translation>已设置 %n 帧的状态。</translation>
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
        <message>
            <source>%n frame(s) had both: {ours} of “{name}” and {theirs} of “{other}” stayed.</source>
            <translation>有 %n 帧两者都有：保留了“{name}”的 {ours} 帧和“{other}”的 {theirs} 帧。</translation>
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

您的工作已保存，可以继续；如果再次发生，请关闭并重新打开项目。详细信息在{where}。</translation>
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
            <translation>仅限入点到出点的范围，第 {a} 到 {b} 帧</translation>
        </message>
        <message>
            <source>every </source>
            <translation>每 </translation>
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
            <translation>狗=动物, 猫=动物</translation>
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
            <translation>仅显示中的对象</translation>
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
            <translation>所有掩码均已审查的帧</translation>
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
            <translation>有孔洞的掩码以游程编码精确保留</translation>
        </message>
        <message>
            <source>Fill the holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <source>As in the source</source>
            <translation>与来源相同</translation>
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
            <translation>“{0}”不是类别更改；请写成“狗=动物”。</translation>
        </message>
        <message>
            <source>Only the in–out range (none is set)</source>
            <translation>仅限入点到出点的范围（未设定）</translation>
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
            <source>Press R and drag a box around an object.</source>
            <translation>按 R 键，然后拖动鼠标框住一个对象。</translation>
        </message>
        <message>
            <source>Press T to follow the object through the video; Esc stops.</source>
            <translation>按 T 键在视频中跟随该对象；按 Esc 停止。</translation>
        </message>
        <message>
            <source>Press . for the next doubtful frame: B paints, E erases, T goes on from there, Y accepts.</source>
            <translation>按 . 键转到下一个可疑的帧：B 涂画，E 擦除，T 从该处继续传播，Y 接受。</translation>
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
            <translation>对象不在画面中</translation>
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
            <translation>对没有掩码的框运行跟踪器</translation>
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
            <translation> %</translation>
        </message>
        <message>
            <source>Hardness of the brush: below 100 % a stroke grows as you go over it again</source>
            <translation>画笔硬度：低于 100 % 时，重复涂画会使笔画逐渐变大</translation>
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
            <source>Review</source>
            <translation>审查</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>时间轴</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>对象</translation>
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
            <translation>吸附到边缘</translation>
        </message>
        <message>
            <source>Copy mask to next frame</source>
            <translation>复制掩码到下一帧</translation>
        </message>
        <message>
            <source>Fill holes</source>
            <translation>填充孔洞</translation>
        </message>
        <message>
            <source>Drop islands</source>
            <translation>去除孤岛</translation>
        </message>
        <message>
            <source>Grow mask</source>
            <translation>扩大掩码</translation>
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
            <source>That changes nothing here.</source>
            <translation>这在此处没有任何改变。</translation>
        </message>
        <message>
            <source>Select an object first, or press R and draw a box around a new one.</source>
            <translation>请先选择一个对象，或按 R 键框住一个新对象。</translation>
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
            <translation>所有掩码，来自(&amp;A)</translation>
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
            <translation>将归入“{0}”，“{1}”随之移除。</translation>
        </message>
        <message>
            <source>Merge into “{0}”</source>
            <translation>并入“{0}”</translation>
        </message>
        <message>
            <source>%n frame(s) have both. What you made or checked stays there, otherwise that of “{0}”: {1} of “{0}”, {2} of “{3}”.</source>
            <translation>有 %n 帧两者都有。您制作或检查过的会保留，否则保留“{0}”的：“{0}”{1} 帧，“{3}”{2} 帧。</translation>
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
            <source>{0} of {1} frames looked at would change; nothing has changed yet.</source>
            <translation>查看过的 {1} 帧中有 {0} 帧会改变；目前还没有任何改动。</translation>
        </message>
        <message>
            <source>&amp;Accept ticked</source>
            <translation>接受勾选项(&amp;A)</translation>
        </message>
        <message>
            <source>Ranges</source>
            <translation>范围</translation>
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
            <translation>已审查</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>not reviewed</source>
            <translation>未审查</translation>
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
            <translation>{0}，重叠最低 {1} %</translation>
        </message>
        <message>
            <source>Preview of “{0}”</source>
            <translation>“{0}”的预览</translation>
        </message>
    </context>
    <context>
        <name>Propagation</name>
        <message>
            <source>“{name}”: %n frame(s) unchanged, so the run stopped.</source>
            <translation>“{name}”：%n 帧没有变化，因此已停止。</translation>
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
            <translation>在各框中运行</translation>
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
        <message>
            <source>Nothing was found in %n box(es); they stay as they are.</source>
            <translation>有 %n 个框内没有找到对象，保持原样。</translation>
        </message>
    </context>
    <context>
        <name>RecentMenu</name>
        <message>
            <source>Open &amp;recent</source>
            <translation>打开最近的项目(&amp;R)</translation>
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
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>接受</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一个</translation>
        </message>
        <message>
            <source>Frames to review</source>
            <translation>待审查的帧</translation>
        </message>
        <message>
            <source>All done</source>
            <translation>全部完成</translation>
        </message>
        <message>
            <source>{0} to look at</source>
            <translation>{0} 个待查看</translation>
        </message>
    </context>
    <context>
        <name>RunVerbs</name>
        <message>
            <source>Took %n frame(s) of the preview.</source>
            <translation>已采用预览中的 %n 帧。</translation>
        </message>
        <message>
            <source>Accept preview</source>
            <translation>接受预览</translation>
        </message>
        <message>
            <source>Propagate range</source>
            <translation>在范围内传播</translation>
        </message>
        <message>
            <source>Propagate all</source>
            <translation>传播所有对象</translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message>
            <source>Imported %n object(s): {masks} masks, {boxes} boxes.</source>
            <translation>已导入 %n 个对象：{masks} 个掩码，{boxes} 个框。</translation>
        </message>
        <message>
            <source>Nothing is lost while this window is open; saving is tried again.</source>
            <translation>只要此窗口开着就不会丢失任何内容；程序会再次尝试保存。</translation>
        </message>
        <message>
            <source>Save a copy</source>
            <translation>保存副本</translation>
        </message>
        <message>
            <source>%n change(s) of “{name}” could not be saved.</source>
            <translation>“{name}”有 %n 处更改未能保存。</translation>
        </message>
        <message>
            <source>Load the network</source>
            <translation>加载网络</translation>
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
        <message>
            <source>Object {id}</source>
            <translation>对象 {id}</translation>
        </message>
        <message>
            <source>%n mask(s) lay beyond its end.</source>
            <translation>有 %n 个掩码超出了结尾。</translation>
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
            <translation>网络</translation>
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
            <translation>若只是重复已有的掩码，则停止传播</translation>
        </message>
        <message>
            <source> frames in a row</source>
            <translation> 帧连续</translation>
        </message>
        <message>
            <source> % overlap (IoU)</source>
            <translation> % 重叠 (IoU)</translation>
        </message>
        <message>
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <source>The pressure of a pen changes the size of the brush</source>
            <translation>笔的压力改变画笔大小</translation>
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
            <translation>经过(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;With at least</source>
            <translation>至少(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Decoded frames</source>
            <translation>解码的帧(&amp;D)</translation>
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
            <source>Th&amp;reads</source>
            <translation>线程数(&amp;R)</translation>
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
            <translation>大小和语言在下次启动时生效。</translation>
        </message>
        <message>
            <source>More makes scrubbing back and forth faster.</source>
            <translation>数值越大，来回拖动越快。</translation>
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
            <translation>新按键</translation>
        </message>
        <message>
            <source>Default</source>
            <translation>默认</translation>
        </message>
        <message>
            <source>New keys for “{0}”:</source>
            <translation>“{0}”的新按键：</translation>
        </message>
        <message>
            <source>“{0}” belongs to the picture; choose another key.</source>
            <translation>“{0}”已用于画面操作，请选择其他按键。</translation>
        </message>
        <message>
            <source>Without a key the action stays in the menu.</source>
            <translation>没有按键时，该操作仍在菜单中。</translation>
        </message>
        <message>
            <source>“{0}” has this key now; it would lose it.</source>
            <translation>此按键现属于“{0}”，更改后它将失去此键。</translation>
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
            <source>Shortcuts</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>按键</translation>
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
            <translation>框住一个对象，按 T 键在视频中跟随它，用画笔修正，然后导出。</translation>
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
            <translation>已审查(&amp;V)</translation>
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
            <translation>被隐藏：在某物后面，没有掩码</translation>
        </message>
        <message>
            <source>out of view: not in the picture, no mask</source>
            <translation>不在画面内：没有掩码</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>%n mask(s) will be deleted; Undo brings them back.</source>
            <translation>将删除 %n 个掩码；撤销可以恢复。</translation>
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
            <source>Keyframe: made by hand</source>
            <translation>关键帧：手工制作</translation>
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
            <translation>只有框、没有掩码：待运行</translation>
        </message>
        <message>
            <source>Occluded</source>
            <translation>被遮挡</translation>
        </message>
        <message>
            <source>Out of view</source>
            <translation>不在画面内</translation>
        </message>
        <message>
            <source>Reviewed</source>
            <translation>已审查</translation>
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
            <translation>分数</translation>
        </message>
        <message>
            <source>Low score</source>
            <translation>低分数</translation>
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
            <translation>已审查</translation>
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
            <source>{n} out of view</source>
            <translation>{n} 个不在画面内</translation>
        </message>
        <message>
            <source>{n} reviewed</source>
            <translation>{n} 个已审查</translation>
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
            <source>Run from frame {n}</source>
            <translation>从第 {n} 帧传播</translation>
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
        <message>
            <source>Legend</source>
            <translation>图例</translation>
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
            <translation>已审查</translation>
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
            <source>Timeline</source>
            <translation>时间轴</translation>
        </message>
        <message>
            <source>Open a video to see its timeline here.</source>
            <translation>打开视频后，这里会显示时间轴。</translation>
        </message>
        <message>
            <source>Draw a box around an object to start its lane.</source>
            <translation>框住一个对象，即可开始它的轨道。</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done}/{total}</translation>
        </message>
        <message>
            <source> · {fps:.1f} fps</source>
            <translation> · {fps:.1f} 帧/秒</translation>
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
            <translation>方向键切换帧和对象，Shift 加翻页键翻动屏幕内容，加减键缩放，星号键显示整个视频，斜杠键显示胶片条，菜单键在此处操作</translation>
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
    </context>
    <context>
        <name>TrackDelegate</name>
        <message>
            <source>Category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Choose, or type a new one</source>
            <translation>选择，或输入一个新的</translation>
        </message>
    </context>
    <context>
        <name>TrackModel</name>
        <message>
            <source>%n box(es) without a mask: Propagate &gt; Run boxes</source>
            <translation>%n 个框没有掩膜：传播 &gt; 运行框</translation>
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
            <translation>上移（更靠后）</translation>
        </message>
        <message>
            <source>Move down (further in front)</source>
            <translation>下移（更靠前）</translation>
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
            <translation>将另一个并入此对象…</translation>
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
            <translation>&lt;b&gt;Annotator {0}&lt;/b&gt;&lt;p&gt;画一个框，用 SiamMask 在视频中跟随对象，修正掩码，导出 COCO 和 DAVIS。&lt;/p&gt;</translation>
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
            <source>&amp;Review</source>
            <translation>审查(&amp;R)</translation>
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
            <source>Delete masks in the ra&amp;nge</source>
            <translation>删除范围内的掩码(&amp;N)</translation>
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
            <translation>范围从此处开始</translation>
        </message>
        <message>
            <source>Range ends here</source>
            <translation>范围到此处结束</translation>
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
            <translation>此处不在画面内(&amp;O)</translation>
        </message>
        <message>
            <source>O&amp;ccluded here</source>
            <translation>此处被遮挡(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Lock or unlock this frame</source>
            <translation>锁定或解锁此帧(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Reviewed (propagation keeps it)</source>
            <translation>已审查(传播时保留)(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Flag this frame</source>
            <translation>标记此帧(&amp;F)</translation>
        </message>
        <message>
            <source>Out of &amp;view in the range</source>
            <translation>范围内不在画面内(&amp;V)</translation>
        </message>
        <message>
            <source>Occl&amp;uded in the range</source>
            <translation>范围内被遮挡(&amp;U)</translation>
        </message>
        <message>
            <source>Loc&amp;k or unlock the range</source>
            <translation>锁定或解锁范围(&amp;K)</translation>
        </message>
        <message>
            <source>Rev&amp;iewed in the range</source>
            <translation>范围内已审查(&amp;I)</translation>
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
            <translation>去除孤岛(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Smooth outline</source>
            <translation>平滑轮廓(&amp;S)</translation>
        </message>
        <message>
            <source>Snap to &amp;edges of the picture</source>
            <translation>吸附到画面边缘线(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Grow by a pixel</source>
            <translation>扩大一个像素(&amp;G)</translation>
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
            <source>Preview a run over re&amp;viewed frames…</source>
            <translation>预览在已审查帧上的传播(&amp;V)…</translation>
        </message>
        <message>
            <source>Preview a backward run over reviewed frames…</source>
            <translation>预览在已审查帧上的向后传播…</translation>
        </message>
        <message>
            <source>&amp;Merge from the keyframes on both sides</source>
            <translation>从两侧关键帧合并(&amp;M)</translation>
        </message>
        <message>
            <source>Run the bo&amp;x on this frame</source>
            <translation>运行此帧上的框(&amp;X)</translation>
        </message>
        <message>
            <source>Run all boxes of the ob&amp;ject</source>
            <translation>运行该对象的所有框(&amp;J)</translation>
        </message>
        <message>
            <source>Run all boxes of all objects</source>
            <translation>运行所有对象的所有框</translation>
        </message>
        <message>
            <source>Show the &amp;newest frame while running</source>
            <translation>运行时显示最新帧(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Stop</source>
            <translation>停止(&amp;S)</translation>
        </message>
        <message>
            <source>Stop the selected &amp;object only</source>
            <translation>仅停止选中的对象(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Running jobs…</source>
            <translation>运行中的任务(&amp;R)…</translation>
        </message>
        <message>
            <source>&amp;Next frame to review</source>
            <translation>下一个待审查的帧(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Previous frame to review</source>
            <translation>上一个待审查的帧(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Accept and go on</source>
            <translation>接受并继续(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Select</source>
            <translation>选择(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Box</source>
            <translation>方框(&amp;B)</translation>
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
            <translation>不选择对象</translation>
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
            <translation>是或否</translation>
        </message>
        <message>
            <source>Choice</source>
            <translation>选项</translation>
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
        <name>formats</name>
        <message>
            <source>names of objects are not stored</source>
            <translation>不保存对象名称</translation>
        </message>
        <message>
            <source>the layer order is not stored</source>
            <translation>不保存图层顺序</translation>
        </message>
        <message>
            <source>attributes are not stored</source>
            <translation>不保存属性</translation>
        </message>
        <message>
            <source>states, scores and rotated boxes are in extra keys, which other COCO tools ignore</source>
            <translation>状态、得分和旋转框保存在附加键中，其他 COCO 工具会忽略它们</translation>
        </message>
        <message>
            <source>polygons cannot hold holes: such masks are written as run-lengths, or filled if asked</source>
            <translation>多边形无法表示孔洞：这样的掩码以游程编码写出，或按要求填充</translation>
        </message>
        <message>
            <source>absent and unlabelled frames cannot be told apart</source>
            <translation>无法区分对象不在的帧和未标注的帧</translation>
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
            <translation>不保存已审查、已锁定或已标记的状态</translation>
        </message>
        <message>
            <source>rotated boxes are not stored</source>
            <translation>不保存旋转框</translation>
        </message>
        <message>
            <source>names of objects are in an extra key, which other tools ignore</source>
            <translation>对象名称保存在附加键中，其他工具会忽略它</translation>
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
            <source>where objects overlap, the upper layer has the pixels</source>
            <translation>对象重叠处的像素归上层</translation>
        </message>
        <message>
            <source>at most 253 objects</source>
            <translation>最多 253 个对象</translation>
        </message>
        <message>
            <source>frames are numbered anew from 0</source>
            <translation>帧从 0 起重新编号</translation>
        </message>
        <message>
            <source>all objects become one foreground</source>
            <translation>所有对象合为一个前景</translation>
        </message>
        <message>
            <source>the evaluators know cars and pedestrians only</source>
            <translation>评测程序只认识汽车和行人</translation>
        </message>
        <message>
            <source>frames are numbered anew from 1</source>
            <translation>帧从 1 起重新编号</translation>
        </message>
        <message>
            <source>masks become their boxes</source>
            <translation>掩码变为其边框</translation>
        </message>
        <message>
            <source>states are tags, scores a value file</source>
            <translation>状态保存为标签，得分保存为数值文件</translation>
        </message>
        <message>
            <source>masks become their rotated boxes</source>
            <translation>掩码变为其旋转框</translation>
        </message>
        <message>
            <source>holes and separate parts are joined by bridges of no width, which other tools show</source>
            <translation>孔洞和分离的部分以零宽度的桥相连，其他工具会显示它们</translation>
        </message>
        <message>
            <source>of attributes, numbers come back as texts</source>
            <translation>属性中的数字读回时为文本</translation>
        </message>
        <message>
            <source>a value begins at the next mask</source>
            <translation>属性值从下一个掩码处开始生效</translation>
        </message>
        <message>
            <source>yes or no is no, and a choice the first, where there is no default</source>
            <translation>没有默认值时，是或否取否，选项取第一项</translation>
        </message>
        <message>
            <source>what is occluded or reviewed is in flags</source>
            <translation>被遮挡或已审查的状态保存在标志中</translation>
        </message>
        <message>
            <source>holes and separate parts are joined by bridges of no width</source>
            <translation>孔洞和分离的部分以零宽度的桥相连</translation>
        </message>
        <message>
            <source>which line is which object is in tracks.csv, which other tools ignore</source>
            <translation>各行属于哪个对象记在 tracks.csv 中，其他工具会忽略它</translation>
        </message>
        <message>
            <source>nothing can be read back: it is for looking at</source>
            <translation>无法读回：仅供观看</translation>
        </message>
        <message>
            <source>at most 600 frames, scaled down</source>
            <translation>最多 600 帧，并缩小尺寸</translation>
        </message>
    </context>
    <context>
        <name>inspector</name>
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
            <translation>已审查</translation>
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
            <source>Box</source>
            <translation>边框</translation>
        </message>
        <message>
            <source>Parts</source>
            <translation>部分</translation>
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
            <translation>运行</translation>
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
            <source>Rotated box</source>
            <translation>旋转框</translation>
        </message>
        <message>
            <source>{0} px ({1:.2%} of the picture)</source>
            <translation>{0} 像素（占画面的 {1:.2%}）</translation>
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
            <translation>前向与后向结果不一致</translation>
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
            <translation>分成几部分</translation>
        </message>
        <message>
            <source>does not fit its rotated box</source>
            <translation>与旋转框不符</translation>
        </message>
        <message>
            <source>reaches the edge of the picture</source>
            <translation>触及画面边缘</translation>
        </message>
        <message>
            <source>two runs meet and differ</source>
            <translation>两次传播相接处不一致</translation>
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
            <source>{share} % of their pixels</source>
            <translation>占其像素的 {share} %</translation>
        </message>
        <message>
            <source> ({count} px)</source>
            <translation>（{count} 像素）</translation>
        </message>
        <message>
            <source>box</source>
            <translation>框</translation>
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
            <translation>去除孤岛</translation>
        </message>
        <message>
            <source>smoothing</source>
            <translation>平滑轮廓</translation>
        </message>
        <message>
            <source>growing</source>
            <translation>扩大</translation>
        </message>
        <message>
            <source>shrinking</source>
            <translation>收缩</translation>
        </message>
        <message>
            <source>snapping to edges</source>
            <translation>吸附到边缘</translation>
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
            <translation>这在此处没有任何改变。</translation>
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
            <source>The box is too small or outside the picture; drag it around the whole object, at least {0} pixels wide and high.</source>
            <translation>框太小或在画面之外；请把整个对象框住，宽和高至少 {0} 像素。</translation>
        </message>
    </context>
</TS>