const words = (text: string): string[] => text.trim().split(/\s+/);

/** Pure functions, messages, time and dumping: they reach nothing outside the simulation. IEEE 1800-2017 clauses 20 and 21. */
export const allowedAnywhere: ReadonlySet<string> = new Set(
  words(`
  $signed $unsigned $clog2 $bits $size $left $right $low $high $increment $dimensions $unpacked_dimensions $typename $isunbounded $cast
  $itor $rtoi $realtobits $bitstoreal $shortrealtobits $bitstoshortreal
  $countones $countbits $onehot $onehot0 $isunknown
  $ln $log10 $exp $sqrt $pow $floor $ceil $sin $cos $tan $asin $acos $atan $atan2 $hypot $sinh $cosh $tanh $asinh $acosh $atanh $abs $min $max
  $random $urandom $urandom_range
  $time $stime $realtime $timeformat $printtimescale
  $display $displayb $displayo $displayh $write $writeb $writeo $writeh $strobe $strobeb $strobeo $strobeh
  $monitor $monitorb $monitoro $monitorh $monitoron $monitoroff
  $sformat $sformatf $swrite $swriteb $swriteo $swriteh $sscanf
  $error $warning $info
  $past $rose $fell $stable $changed $sampled $past_gclk $rose_gclk $fell_gclk $stable_gclk $changed_gclk $global_clock
  $anyconst $anyseq $allconst $allseq $initstate
  $inferred_clock $inferred_disable
  $dumpvars $dumpon $dumpoff $dumpall $dumplimit $dumpflush
  $setup $hold $setuphold $recovery $removal $recrem $skew $timeskew $fullskew $period $width $nochange
  $test$plusargs $value$plusargs
  $root $unit
  `),
);

/** Take a file name first. */
export const opensFile: ReadonlySet<string> = new Set(
  words('$fopen $readmemb $readmemh $writememb $writememh $dumpfile $dumpports $sdf_annotate'),
);

/** Of those, the ones whose file a testbench beside the design might read, or that change what the design is. */
export const writesFile: ReadonlySet<string> = new Set(words('$fopen $writememb $writememh $dumpports $sdf_annotate'));

export const endsSimulation: ReadonlySet<string> = new Set(words('$finish $stop $exit $fatal'));

/** What a testbench of the author may do besides: switch assertions off, and use files that it opened in the scratch directory. */
export const allowedOnlyInTestbench: ReadonlySet<string> = new Set(
  words(`
  $asserton $assertoff $assertkill $assertcontrol $assertpasson $assertpassoff $assertfailon $assertfailoff
  $fclose $fdisplay $fdisplayb $fdisplayo $fdisplayh $fwrite $fwriteb $fwriteo $fwriteh $fstrobe $fmonitor
  $fscanf $fgets $fgetc $feof $fread $fseek $ftell $rewind $fflush $ferror $ungetc
  `),
);

/** A task that puts text, or makes the simulator put it, where a testbench puts its result; `$timeformat` changes what a testbench prints. */
export const printsText =
  /^\$(?:(?:display|write|strobe|monitor|error|warning|info)[boh]?|monitoro(?:n|ff)|printtimescale|timeformat|dump(?:file|vars|on|off|all|limit|flush))$/;
